import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { aMapping } from '../builders/a-mapping.ts';
import { aRun } from '../builders/a-run.ts';
import { aStep } from '../builders/a-step.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';
import type { AdminWorld } from '../functions/admin/an-admin-world.ts';
import { anAdminPage, hasBrowser } from './an-admin-page.ts';
import { everyPage } from './every-page.ts';

const admin = anAdminPage();
const run = aRun({ status: 'running', ticketTitle: '\u202Egnp.exe مرحبا <b>x</b>' });

/** Something of everything that pages show. */
async function furnish(world: AdminWorld): Promise<void> {
  await world.mappings.save(aMapping({ suspended: { reason: 'no workflow', at: world.clock.now() } }));
  await world.buckets.saveLimit({ bucketId: 'linear#ENG', tracker: 'linear', limit: 3 });
  await world.runs.reserve(run);
  await world.runs.noteStep(run.runId, aStep(), world.clock.now());
  await world.buckets.claimSlot({ ...run, claimId: 'c', at: run.reservedAt });
  await world.tickets.write(aTicketRecord({ status: 'implementation_failed', failureReason: 'no' }));
  await world.lifecycle.send({ type: 'RunReported', tracker: 'linear', ticketId: run.ticketId, runId: run.runId });
  world.lifecycle.bury();
  const over = aRun({ runId: '01KE6XAAAA0000000000000002', status: 'running', ticketTitle: 'x'.repeat(10_000) });
  await world.runs.reserve(over);
  await world.runs.end(over.runId, { status: 'failed', at: world.clock.now() });
}

/** What axe finds, by rule and place. */
async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => {
    const { run: look } = Reflect.get(window, 'axe') as typeof axe;
    return look(document, { resultTypes: ['violations'] });
  });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 800 } };

describe.runIf(hasBrowser)('every page of the admin UI, looked at by axe', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    it.each(Object.entries(SIZES))(`is fit for everybody in ${colorScheme} colours on a %s`, async (_, size) => {
      const { world, site, page, signIn } = admin();
      await furnish(world);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize(size);
      await page.goto(`${site.url}/admin`);
      await page.getByLabel('Access code').waitFor();
      expect(await findings(page)).toEqual([]);
      await signIn();
      for (const path of everyPage(run)) {
        await page.goto(`${site.url}/admin${path}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForLoadState('networkidle');
        expect(await findings(page), path).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBe(size.width);
      }
      await page.goto(`${site.url}/admin`);
      await page.getByRole('button', { name: 'Stop all' }).click();
      await page.getByLabel('Reason').waitFor();
      expect(await findings(page)).toEqual([]);
    });
  }

  it.each(['light', 'dark'] as const)('draws borders of controls that can be seen in %s colours', async (scheme) => {
    const { site, page, signIn } = admin();
    await page.emulateMedia({ colorScheme: scheme });
    await signIn();
    await page.goto(`${site.url}/admin/mappings/new`);
    const colours = await page.getByLabel('Owner').evaluate((field) => {
      const { borderTopColor, backgroundColor } = getComputedStyle(field);
      return [borderTopColor, backgroundColor];
    });
    const [border = 0, ground = 0] = colours.map(luminance);
    expect((Math.max(border, ground) + 0.05) / (Math.min(border, ground) + 0.05)).toBeGreaterThanOrEqual(3);
  });
});

/** Relative, of a computed colour, as WCAG 2 has it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map((part) => {
    const share = Number(part) / 255;
    return share <= 0.039_28 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
