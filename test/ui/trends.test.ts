import axe from 'axe-core';
import { describe, expect, it } from 'vitest';
import { dayOf } from '../../shared/domain/spending.ts';
import { tallyOfRun } from '../../shared/domain/tally.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, plus } from '../../shared/domain/time.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { aRun } from '../builders/a-run.ts';
import { type AdminWorld, TODAY } from '../functions/admin/an-admin-world.ts';
import { anAdminPage, hasBrowser } from './an-admin-page.ts';

const admin = anAdminPage();
const MAPPINGS = [
  aMapping(),
  aMapping({ mappingId: '01KE6XMMMM0000000000000002', name: 'Checkout <b>web</b>', repo: 'web', teamKey: 'WEB' }),
];
const failure = { kind: 'substance', code: 'tests_failed', reason: 'no' } as const;

/** A month of two teams. */
async function aMonth(world: AdminWorld): Promise<void> {
  const now = world.clock.now();
  for (const [index, mapping] of MAPPINGS.entries()) {
    const { mappingId } = mapping;
    await world.mappings.save(mapping);
    for (let n = 0; n < 60; n += 1) {
      const reservedAt = plus(now, -((n % 14) * DAY_MS + (n % 5) * HOUR_MS + index * 20 * MINUTE_MS + HOUR_MS));
      const endedAt = plus(reservedAt, (12 + (n % 7) * 9) * MINUTE_MS);
      const end = n % 6 === 0 ? ({ status: 'failed', failure } as const) : ({ status: 'succeeded' } as const);
      const day = dayOf(reservedAt);
      const [runId, usd] = [`run-${index}-${n}`, 0.8 + (n % 4)];
      const of = { of: 'day', mappingId, day } as const;
      await world.spending.reserve(of, { runId, reservation: { usd, mappingId, day }, limitUsd: undefined });
      const tally = tallyOfRun(aRun({ runId, reservedAt, startedAt: reservedAt, endedAt, ...end }), day);
      await world.spending.settle(of, runId, { usd, isFinal: true, tally });
      const times = { openedAt: endedAt, endedAt: plus(endedAt, (n % 9) * HOUR_MS), markedAt: reservedAt };
      const state = n % 8 === 0 ? 'closed' : 'merged';
      if (n % 3 === 0) await world.spending.countPull(mappingId, { name: `a/b#${n}`, state, ...times, usd: usd * 1.5 });
    }
  }
}

describe.runIf(hasBrowser)('the page of trends, in a browser', () => {
  it('shows what was counted as pictures, each with a table and links to what is behind it, by keyboard', async () => {
    const { world, page, site, signIn } = admin();
    await aMonth(world);
    await signIn();
    await page.getByRole('link', { name: 'Trends', exact: true }).press('Enter');
    await page.getByRole('heading', { name: 'From mark to merge' }).waitFor();
    for (const summary of await page.getByText('As a table').all()) {
      await summary.focus();
      await page.keyboard.press('Enter');
    }
    const outcomes = page.getByRole('region', { name: 'Runs by day and how they ended' });
    expect(await outcomes.getByRole('row').count()).toBe(15);
    expect((await rowsOf('Merge rate and cost by mapping')).at(-1)).toMatch(/^All\d+\d %\$\d+\.\d\d$/);
    expect(await page.getByRole('region', { name: 'How long it takes' }).textContent()).toContain('6 h');
    expect(await page.getByText('Checkout <b>web</b>').count()).toBeGreaterThan(0);

    const failed = outcomes.getByRole('row').nth(1).getByRole('link').nth(2);
    await failed.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => new URL(page.url()).search).toBe(`?status=failed&day=${TODAY}`);
    await page.goBack();
    await page.getByLabel('Of the last').selectOption('7');
    await page.getByLabel('Mapping', { exact: true }).selectOption({ label: 'Checkout <b>web</b>' });
    await expect.poll(() => rowsOf('Merge rate and cost by mapping')).toHaveLength(2);
    expect(new URL(page.url()).search).toBe(`?days=7&mapping=${MAPPINGS[1]?.mappingId}`);
    await page.getByRole('link', { name: 'tests failed' }).press('Enter');
    await expect.poll(() => new URL(page.url()).search).toBe(`?mapping=${MAPPINGS[1]?.mappingId}&code=tests_failed`);
    await page.goto(`${site.url}/admin/trends?days=91`);
    await page.getByRole('alert').waitFor();
  });

  it('is fit for everybody in both themes and on a phone, with all of its tables open', async () => {
    const { world, page, site, signIn } = admin();
    await aMonth(world);
    await signIn();
    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [1280, 390]) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.setViewportSize({ width, height: 900 });
        await page.goto(`${site.url}/admin/trends`);
        await page.getByRole('heading', { name: 'From mark to merge' }).waitFor();
        await page.evaluate(() => {
          for (const one of document.querySelectorAll('details')) one.open = true;
        });
        expect(await findings()).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), colorScheme).toBe(width);
      }
    expect(admin().complaints).toEqual([]);
  });
});

function rowsOf(table: string): Promise<string[]> {
  return admin().page.getByRole('region', { name: table }).getByRole('row').allTextContents();
}

async function findings(): Promise<string[]> {
  const { page } = admin();
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    (Reflect.get(window, 'axe') as typeof axe).run(document, { resultTypes: ['violations'] }),
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}
