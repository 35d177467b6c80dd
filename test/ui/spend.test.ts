import { describe, expect, it } from 'vitest';
import { HOUR_MS, plus } from '../../shared/domain/time.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { aRun } from '../builders/a-run.ts';
import { TODAY } from '../functions/admin/an-admin-world.ts';
import { anAdminPage, hasBrowser } from './an-admin-page.ts';

const admin = anAdminPage();
const { mappingId } = aMapping();

describe.runIf(hasBrowser)('the page of what was spent, in a browser', () => {
  it('shows each day and what became of the money, with the runs behind it', async () => {
    const { world, page, signIn } = admin();
    await world.mappings.save(aMapping());
    const run = aRun({ status: 'running', mappingId, reservedAt: plus(world.clock.now(), -HOUR_MS) });
    await world.runs.reserve(run);
    const failure = { kind: 'substance', code: 'tests_failed', reason: 'the tests fail' } as const;
    const usage = { turns: 3, inputTokens: 10, outputTokens: 5, costUsd: 2.5 };
    await world.runs.end(run.runId, { status: 'failed', at: world.clock.now(), usage, failure });
    const of = { of: 'day', mappingId, day: TODAY } as const;
    const reservation = { usd: 10, mappingId, day: TODAY };
    await world.spending.reserve(of, { runId: run.runId, reservation, limitUsd: undefined });
    await world.spending.settle(of, run.runId, { usd: 2.5, isFinal: true });
    await signIn();
    await page.getByRole('link', { name: /^Spent today/ }).click();
    await page.getByRole('heading', { name: 'Spend', exact: true }).waitFor();
    await page.getByText('$2.50 since', { exact: false }).waitFor();
    await page.getByText('As a table').focus();
    await page.keyboard.press('Enter');
    const days = await page
      .getByRole('region', { name: 'Spend by day and mapping' })
      .getByRole('row')
      .allTextContents();
    expect(days[1]).toContain('$2.50');
    expect(days).toHaveLength(15);

    await page.getByLabel('Of the last').selectOption('7');
    await expect.poll(() => new URL(page.url()).search).toBe('?days=7');
    await page.getByRole('link', { name: 'Thrown away: tests failed' }).click();
    await page.getByText('the tests fail', { exact: false }).waitFor();
    expect(new URL(page.url()).search).toBe('?code=tests_failed');
    expect(admin().complaints).toEqual([]);
  });
});
