import { readFileSync } from 'node:fs';
import { expect, inject, test } from 'vitest';
import { LOOK_MS } from '../../functions/watch-runs/find-troubles.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { type Amounts, billOf, PRICES, totalOf } from '../bench/cost/bill.ts';
import { costTable } from '../bench/cost/cost-report.ts';
import { MINUTES_A_MONTH, standingAmounts } from '../bench/cost/standing-amounts.ts';

// What README and docs/operations.md say that it costs, as far as prices and template decide it; the rest is counted by `npm run bench`.

const README = readFileSync('README.md', 'utf8');
const OPERATIONS = readFileSync('docs/operations.md', 'utf8');
const CENT = 0.01;

/** The cells of the table below a heading, without its head. */
function rowsBelow(page: string, heading: string): string[][] {
  const lines = page.slice(page.indexOf(heading)).split('\n');
  const begin = lines.findIndex((line) => line.startsWith('|'));
  const end = lines.findIndex((line, at) => at > begin && !line.startsWith('|'));
  const cells = (line: string) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  return lines
    .slice(begin, end < 0 ? undefined : end)
    .filter((line) => !/^\| *-/.test(line))
    .map(cells);
}
const usdIn = (cell = '') => Number(/[\d.]+/.exec(cell)?.[0]);
/** So many dollars, as an amount of something that has a price. */
const worth = (usd: number): Amounts => ({ httpRequest: usd / PRICES.prices.httpRequest.usd });

const [head, ...rows] = rowsBelow(README, '## What it costs');
const idleUsd = usdIn(rows[0]?.[3]);
const largest = rows.at(-1) ?? [];
const perRunUsd = (usdIn(largest[3]) - idleUsd) / usdIn(largest[2]);

test('the table of README has the rows, runs and minutes that the bench prints, and its prices are of one month and one run', () => {
  const printed = costTable({ idleMonth: worth(idleUsd), run: worth(perRunUsd) } as Parameters<typeof costTable>[0]);
  const [printedHead, ...printedRows] = rowsBelow(printed, '| who');

  expect(head).toEqual(printedHead);
  const withoutUsd = (all: string[][]) => all.map((row) => row.filter((_, at) => at !== 3));
  expect(withoutUsd(rows)).toEqual(withoutUsd(printedRows));
  rows.forEach((row, at) => {
    expect(Math.abs(usdIn(row[3]) - usdIn(printedRows[at]?.[3])), row.join(' ')).toBeLessThan(1.5 * CENT);
  });
});

test('an idle month is the sum of its parts, of which alarms, receives and schedules are those of the template', () => {
  const parts = rowsBelow(OPERATIONS, '## What it costs').slice(1, -1);
  expect(parts.length).toBeGreaterThan(4);
  const sum = parts.reduce((total, [, usd]) => total + usdIn(usd), 0);
  expect(Math.abs(sum - idleUsd)).toBeLessThan(parts.length * CENT * 0.5);
  expect(OPERATIONS).toMatch(new RegExp(`\\*\\*together\\*\\* +\\| ${idleUsd.toFixed(2)} \\|`));

  const standing = standingAmounts(inject('outDir'));
  const bill = Object.fromEntries(billOf(standing).map(({ part, usd }) => [part, usd]));
  const told = (words: string) => usdIn(parts.find(([part]) => part?.includes(words))?.[1]);
  expect(told('alarms')).toBeCloseTo(bill['alarmMetric'] ?? 0, 2);
  // Of each kind a queue and its dead letters.
  const looks = (2 * MINUTES_A_MONTH * MINUTE_MS) / LOOK_MS;
  const looking = totalOf({ sqsRequest: looks, sqsFifoRequest: looks });
  // The few messages of an idle month are counted beside.
  const beside = told('receives') - (bill['sqsRequest'] ?? 0) - (bill['sqsFifoRequest'] ?? 0) - looking;
  expect(Math.abs(beside - CENT)).toBeLessThan(2 * CENT);
  expect(told('Scheduler')).toBeCloseTo(totalOf({ schedule: 2 * MINUTES_A_MONTH }), 2);
});
