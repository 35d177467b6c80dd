import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';
import { type Amounts, assumed, billOf, PRICES, sumOf, totalOf } from './bill.ts';
import type { CostFigures } from './measure-cost.ts';

const Jobs = z.object({ jobs: z.record(z.string(), z.unknown()) });

/** As `npm run bench -- --json` tells it. */
export function costSummary({ idleMonth, run }: CostFigures) {
  return {
    idleMonthUsd: rounded(totalOf(idleMonth), 2),
    per1000RunsUsd: rounded(totalOf(run) * 1000, 2),
    actionsMinutesPerRun: actionsMinutes(),
  };
}

/** Each job is rounded up to a minute; the agent's takes as long as it is assumed to. */
function actionsMinutes(): number {
  const { jobs } = Jobs.parse(parse(readFileSync('templates/workflows/claude-implement.yml', 'utf8')));
  return Object.keys(jobs).length - 1 + assumed('agentMinutes');
}

const TEAMS = [
  { team: 'a team of 5', tickets: 50 },
  { team: 'five teams', tickets: 300 },
  { team: 'a company of 200', tickets: 1000 },
];
/** Planning, implementation, and one pass over review feedback. */
const RUNS_OF_A_TICKET = 3;

/** The table of README, Markdown. */
export function costTable({ idleMonth, run }: CostFigures): string {
  const rows = TEAMS.map(({ team, tickets }) => {
    const month = sumOf([idleMonth, 1], [run, tickets * RUNS_OF_A_TICKET]);
    const minutes = tickets * RUNS_OF_A_TICKET * actionsMinutes();
    return `| ${[team, String(tickets), String(tickets * RUNS_OF_A_TICKET), dollars(totalOf(month)), String(minutes)].join(' | ')} |`;
  });
  return [
    '| who | tickets a month | runs | AWS a month | minutes of Actions |',
    '| --- | --- | --- | --- | --- |',
    `| nobody | 0 | 0 | ${dollars(totalOf(idleMonth))} | 0 |`,
    ...rows,
  ].join('\n');
}

/** What an idle month and a thousand runs are made of. */
export function costLines({ idleMonth, run }: CostFigures): string[] {
  const lines = (amounts: Amounts) =>
    billOf(amounts).map(
      ({ part, usd }) => `  ${dollars(usd).padEnd(12)} ${PRICES.prices[part as keyof typeof PRICES.prices].of}`,
    );
  return ['An idle month, no free tier', ...lines(idleMonth), 'A thousand runs', ...lines(sumOf([run, 1000]))];
}

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));
const dollars = (usd: number) => `${usd.toFixed(2)} USD`;
