import { brotliCompressSync } from 'node:zlib';
import type { Page, Request } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { aMapping } from '../builders/a-mapping.ts';
import { aRun } from '../builders/a-run.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import type { AdminWorld } from '../functions/admin/an-admin-world.ts';
import { anAdminPage, hasBrowser } from './an-admin-page.ts';
import { everyPage } from './every-page.ts';

const admin = anAdminPage();
const run = aRun({ status: 'running' });
const MOST_SCRIPT_BYTES = 30_000;

async function furnish(world: AdminWorld): Promise<void> {
  await world.mappings.save(aMapping());
  await world.runs.reserve(run);
  await world.tickets.write(aTicketRecord());
}

/** What the browser asks for, with a cold cache, until a page stands. */
async function asked(page: Page, address: string): Promise<Request[]> {
  const requests: Request[] = [];
  const note = (request: Request) => requests.push(request);
  page.on('request', note);
  await page.goto(address);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  page.off('request', note);
  return requests;
}

function scriptsOf(requests: readonly Request[]): string[] {
  return [...new Set(requests.map((request) => request.url()).filter((url) => url.endsWith('.js')))];
}

/** Calls of the API, without those that ask a tracker or GitHub about one mapping. */
function callsOf(requests: readonly Request[]): string[] {
  const paths = requests.map((request) => new URL(request.url()).pathname);
  return paths.filter((path) => path.startsWith('/api/') && !/\/(tracker|templates)$/.test(path));
}

/** As the build compresses it. */
async function compressedBytes(urls: readonly string[]): Promise<number> {
  const sizes = urls.map(async (url) => brotliCompressSync(await (await fetch(url)).arrayBuffer()).length);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

describe.runIf(hasBrowser)('the first view of a page, in a browser', () => {
  it('loads at most 30 kB of scripts, as they are compressed, and asks the API once', async () => {
    const { world, site, page, signIn } = admin();
    await furnish(world);
    await signIn();
    const network = await page.context().newCDPSession(page);
    await network.send('Network.setCacheDisabled', { cacheDisabled: true });
    for (const path of everyPage(run)) {
      const requests = await asked(page, `${site.url}/admin${path}`);
      const bytes = await compressedBytes(scriptsOf(requests));
      expect(bytes, path).toBeGreaterThan(10_000);
      expect(bytes, path).toBeLessThan(MOST_SCRIPT_BYTES);
      expect(callsOf(requests), path).toHaveLength(1);
    }
    expect(admin().complaints).toEqual([]);
  });

  it('has the files that it begins with asked for at once, none after another', async () => {
    const { site, page } = admin();
    const scripts = scriptsOf(await asked(page, `${site.url}/admin`));
    expect(scripts.length).toBeGreaterThan(1);
    const named = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLLinkElement | HTMLScriptElement>('head [href], head [src]')].map((one) =>
        'src' in one ? one.src : one.href,
      ),
    );
    for (const script of scripts) expect(named).toContain(script);
  });

  it('of a page whose code is gone says so, and loads anew', async () => {
    const { world, page, signIn } = admin();
    await furnish(world);
    await signIn();
    await page.route('**/spend-*.js', (route) => route.fulfill({ status: 404, body: '' }));
    await page.getByRole('link', { name: 'Spend', exact: true }).click();
    await page.getByRole('heading', { name: 'Spend', exact: true }).waitFor();
    await page.getByRole('alert').filter({ hasText: 'cannot be loaded' }).waitFor();
    await page.unroute('**/spend-*.js');
    await page.getByRole('button', { name: 'Load anew' }).click();
    await page.getByText('By day and mapping').waitFor();
  });

  it('leaves the keys at the heading of the page that a link led to', async () => {
    const { page, signIn } = admin();
    await signIn();
    await page.getByRole('link', { name: 'Health', exact: true }).click();
    await page.getByText('Mappings and their repositories').waitFor();
    const focused = await page.evaluate(() => document.activeElement?.textContent);
    expect(focused).toBe('Health');
  });
});
