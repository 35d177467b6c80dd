import { describe, expect, it } from 'vitest';
import { MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { aRun } from '../builders/a-run.ts';
import type { AdminWorld } from '../functions/admin/an-admin-world.ts';
import { anAdminPage, hasBrowser } from './an-admin-page.ts';

const admin = anAdminPage();

async function aRunOf(world: AdminWorld, n: number, end: 'succeeded' | 'failed'): Promise<void> {
  const runId = `01KE6XAAAA${String(n).padStart(16, '0')}`;
  const reservedAt = plus(world.clock.now(), (n - 1000) * MINUTE_MS);
  await world.runs.reserve(aRun({ runId, reservedAt, ticketKey: `ENG-${n}`, ticketTitle: `Change ${n}` }));
  await world.runs.end(runId, { status: end, at: world.clock.now() });
}

async function manyRuns() {
  const { world, site, page, signIn } = admin();
  await world.mappings.save(aMapping());
  for (let n = 1; n <= 120; n += 1) await aRunOf(world, n, n % 3 === 0 ? 'failed' : 'succeeded');
  await signIn();
  await page.goto(`${site.url}/admin/runs`);
  await page.getByText('ENG-120', { exact: true }).waitFor();
  return { world, site, page };
}

describe.runIf(hasBrowser)('the list of runs in a browser', () => {
  it('keeps what it is narrowed to in the address, which Back restores, and the place', async () => {
    const { page } = await manyRuns();
    await page.getByLabel('Status').selectOption('failed');
    await page.getByText('ENG-119', { exact: true }).waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('?status=failed');
    await page.getByText('ENG-12', { exact: true }).scrollIntoViewIfNeeded();
    const scrolled = await page.evaluate(() => scrollY);
    expect(scrolled).toBeGreaterThan(300);

    await page.getByText('ENG-12', { exact: true }).click();
    await page.getByRole('heading', { name: 'Change 12' }).waitFor();
    await page.goBack();
    await page.getByText('ENG-12', { exact: true }).waitFor();
    await expect.poll(() => page.evaluate(() => scrollY)).toBe(scrolled);
    expect(await page.getByLabel('Status').inputValue()).toBe('failed');

    await page.goBack();
    await page.getByText('ENG-119', { exact: true }).waitFor();
    expect(await page.getByLabel('Status').inputValue()).toBe('');
    await page.reload();
    await page.getByText('ENG-119', { exact: true }).waitFor();
    expect(admin().complaints).toEqual([]);
  });

  it('shows fifty at a time, by keyboard too', async () => {
    const { page } = await manyRuns();
    expect(await page.getByRole('main').getByRole('listitem').count()).toBe(50);
    await page.getByRole('link', { name: 'Older' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('ENG-70', { exact: true }).waitFor();
    expect(await page.getByText('ENG-71', { exact: true }).count()).toBe(0);
    await page.getByRole('link', { name: 'Newest' }).click();
    await page.getByText('ENG-120', { exact: true }).waitFor();
  });

  it('lets new runs wait until they are wanted', async () => {
    const { world, page } = await manyRuns();
    await aRunOf(world, 121, 'failed');
    await page.getByRole('button', { name: '1 new run' }).waitFor({ timeout: 12_000 });
    expect(await page.getByText('ENG-121', { exact: true }).count()).toBe(0);
    await page.getByRole('button', { name: '1 new run' }).click();
    await page.getByText('ENG-121', { exact: true }).waitFor();
  });

  it('says so where a filter of the address cannot be applied', async () => {
    const { site, page } = await manyRuns();
    await page.goto(`${site.url}/admin/runs?status=broken`);
    await page.getByText('status: One of reserved', { exact: false }).waitFor();
    expect(await page.title()).toBe('Runs · AI-Implement');
  });

  it('asks the API once for its first view', async () => {
    const { site, page } = await manyRuns();
    const asked: string[] = [];
    page.on('request', (request) => request.url().includes('/api/') && asked.push(new URL(request.url()).pathname));
    await page.goto(`${site.url}/admin/runs`);
    await page.getByText('ENG-120', { exact: true }).waitFor();
    expect(asked).toEqual(['/api/runs']);
  });
});
