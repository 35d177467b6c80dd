import type { Run } from './run.ts';
import { costOf, nextDay, usdWords } from './spending.ts';
import type { SpentBudget } from './ticket-record.ts';

/** Enough to see what was costly. */
const MOST_RUNS = 8;

interface SpentNotice {
  budget: SpentBudget;
  mappingName: string;
  /** What is counted against it. */
  runs: readonly Run[];
  version: string;
  /** Where admins look after us. */
  adminUrl: string;
}

/** Why a run does not begin, what was spent and by which runs, and how to raise the budget once; Markdown. */
export function budgetComment({ budget, mappingName, runs, version, adminUrl }: SpentNotice): string {
  const limit = usdWords(budget.limitUsd);
  const isOfTicket = budget.of === 'ticket';
  const what = isOfTicket ? `This ticket's budget of ${limit}` : `Today's budget of ${limit} of ${mappingName}`;
  const after = isOfTicket
    ? ''
    : ` It goes on by itself after ${nextDay(budget.day).slice(0, 16).replace('T', ' ')} UTC.`;
  const raise = isOfTicket ? 'for this ticket' : 'for this day';
  return [
    `💸 ${what} is used up, so that no run begins.${after}`,
    ...listed(runs),
    `An admin can raise it once, ${raise} alone, at ${adminUrl}/blocked.`,
    `*AI-Implement ${version}*`,
  ].join('\n\n');
}

function listed(runs: readonly Run[]): string[] {
  const costly = runs
    .map((run) => ({ run, usd: costOf(run)?.usd ?? run.budgetUsdPerRun ?? 0 }))
    .filter(({ usd }) => usd > 0)
    .sort((a, b) => b.usd - a.usd);
  if (costly.length === 0) return [];
  const left = costly.slice(MOST_RUNS);
  const more =
    left.length === 0 ? [] : [`- and ${left.length} more: ${usdWords(left.reduce((sum, { usd }) => sum + usd, 0))}`];
  return [
    ['What it went to:', ...costly.slice(0, MOST_RUNS).map(({ run, usd }) => line(run, usd)), ...more].join('\n'),
  ];
}

function line(run: Run, usd: number): string {
  const { phase, ticketKey, workflowRunUrl, reservedAt } = run;
  const name = `${phase === 'gap-fill' ? 'follow-up' : phase} of ${ticketKey}`;
  const cost = costOf(run);
  const note = cost === undefined ? ', in flight: its cap' : cost.isAssumed ? ', which it did not tell: its cap' : '';
  const place = workflowRunUrl === undefined ? name : `[${name}](${workflowRunUrl})`;
  return `- ${usdWords(usd)}${note}: ${place}, ${reservedAt.slice(0, 16).replace('T', ' ')} UTC`;
}
