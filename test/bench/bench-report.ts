import {
  type Bound,
  costBounds,
  FIRST_STORY,
  largePollBounds,
  MAX_COMPLEXITY,
  pagesOf,
  scaleBounds,
  storyBounds,
  timerBounds,
  webhookBounds,
} from './bounds.ts';
import type { ColdStart } from './cold-start.ts';
import { costLines, costSummary, costTable } from './cost/cost-report.ts';
import type { CostFigures } from './cost/measure-cost.ts';
import { MAX_RATIO } from './init-size.ts';
import type { LaptopFigures } from './laptop.ts';
import type { LargePollFigures } from './poll500.ts';
import type { RunnerFigures } from './runner.ts';
import type { ScaleFigures } from './scale.ts';
import type { StoryFigures } from './story.ts';
import type { TimerFigures } from './timers2000.ts';
import type { WebhookFigures } from './webhook.ts';
import type { AdmissionFigures, PollFigures } from './work.ts';

export interface Measured {
  poll: PollFigures;
  poll500: LargePollFigures;
  timers: TimerFigures;
  scale: readonly ScaleFigures[];
  webhook: WebhookFigures;
  admission: AdmissionFigures;
  story: StoryFigures;
  coldStarts: readonly ColdStart[];
  laptop: LaptopFigures;
  runner: RunnerFigures;
  cost: CostFigures;
}

/** The report as one JSON object; `ratio` is between the kB of a function and those of its empty handler. */
export function jsonOf({ coldStarts, laptop, runner, cost, ...measured }: Measured): string {
  const functions = coldStarts.map(({ handler, ms, ratio }) => [
    handler.name,
    { kB: rounded(handler.kB), ms: rounded(ms), ratio: rounded(ratio, 3) },
  ]);
  return JSON.stringify({
    ...measured,
    coldStart: { emptyHandlerMs: rounded(fullestEmpty(coldStarts).emptyMs), functions: Object.fromEntries(functions) },
    laptop: {
      readyMs: Math.round(laptop.readyMs),
      rssMb: Math.round(laptop.memoryMb),
      freedSlotToDispatchMs: laptop.freedSlotToDispatchMs,
    },
    runner,
    cost: costSummary(cost),
  });
}

/** The report for people, with what each figure may be at most. */
export function tableOf(measured: Measured): string {
  const { poll, poll500, timers, scale, webhook, admission, story, coldStarts, laptop, runner, cost } = measured;
  return [
    `One poll of ${poll.tickets} marked tickets`,
    row('requests to Linear', poll.linearRequests, pagesOf(poll)),
    row('complexity of a page', poll.complexityPerPage, MAX_COMPLEXITY - 1),
    row('requests to GitHub', poll.githubRequests, 0),
    '',
    `One poll of ${poll500.tickets} marked tickets, half of them on Jira`,
    ...largePollBounds(poll500).map(([what, value, atMost]) => row(what, value, atMost)),
    '',
    `Looks that are due at ${timers.runs} runs at once`,
    ...timerBounds(timers).map(([what, value, atMost]) => row(what, value, atMost)),
    '',
    ...scale.flatMap(linesOf),
    `GitHub's deliveries over 50 connections: ${webhook.acceptedPerS} a second, half of them within ${webhook.p50Ms} ms`,
    ...webhookBounds(webhook).map(([what, value, atMost]) => row(what, value, atMost)),
    '',
    'One candidate in dispatch-run: writes to DynamoDB',
    row('admitted', admission.writesAdmitted, 6),
    row('refused, its bucket is full', admission.writesRefusedFull, 1),
    row('refused, dispatched recently', admission.writesRefusedRecent, 3),
    row('requests to GitHub, admitted', admission.githubRequests, 1),
    '',
    `One planned ticket from its mark to Ready for Review; the first version took ${describedStory(FIRST_STORY)}`,
    ...storyBounds(story).map(([what, value, atMost]) => row(what, value, atMost)),
    '',
    'Cold start: loaded at init, and import time (median), beside an empty handler with the same libraries',
    coldRow(['function', 'kB', 'empty', `ratio`, 'ms', 'empty', 'empty handler']),
    ...coldStarts.map(({ handler, empty, ratio, ms, emptyMs }) =>
      coldRow([
        handler.name,
        ...[handler.kB, empty.kB].map(whole),
        ratio.toFixed(2),
        ...[ms, emptyMs].map(whole),
        empty.name,
      ]),
    ),
    `  The ratio of kB is at most ${MAX_RATIO}. Functions also read their secrets while they are imported.`,
    '',
    ...laptopSection(laptop),
    '',
    'The runner, without Claude Code and the repository',
    row('one run, ms', runner.overheadMs, 3000),
    row('memory of its largest process, MB', runner.rssMb, 150),
    row('bundle, kB', runner.bundleKb, 1000),
    '',
    ...costSection(cost),
  ].join('\n');
}

/** A sentence for each bound that does not hold. */
export function brokenBounds({
  poll,
  poll500,
  timers,
  scale,
  webhook,
  admission,
  story,
  coldStarts,
  laptop,
  runner,
  cost,
}: Measured): string[] {
  const bounds: Bound[] = [
    [`a poll of ${poll.tickets} tickets makes requests to Linear:`, poll.linearRequests, pagesOf(poll)],
    ['a page costs a complexity of', poll.complexityPerPage, MAX_COMPLEXITY - 1],
    ['a poll makes requests to GitHub:', poll.githubRequests, 0],
    ...largePollBounds(poll500).map(([what, value, atMost]): Bound => [`a large poll: ${what}`, value, atMost]),
    ...timerBounds(timers).map(([what, value, atMost]): Bound => [`due timers: ${what}`, value, atMost]),
    ...scale.flatMap((figures) =>
      scaleBounds(figures).map(
        ([what, value, atMost]): Bound => [`at ${figures.tickets} tickets: ${what}`, value, atMost],
      ),
    ),
    ...webhookBounds(webhook).map(([what, value, atMost]): Bound => [`deliveries: ${what}`, value, atMost]),
    ['an admission writes', admission.writesAdmitted, 6],
    ['a refusal at a full bucket writes', admission.writesRefusedFull, 1],
    ['a refusal by the dispatch record writes', admission.writesRefusedRecent, 3],
    ['an admission makes requests to GitHub:', admission.githubRequests, 1],
    ...storyBounds(story).map(([what, value, atMost]): Bound => [`one planned ticket: ${what}`, value, atMost]),
    ...coldStarts.map(
      ({ handler, empty, ratio }): Bound => [
        `${handler.name} loads ${whole(handler.kB)} kB at init, where its libraries alone take ${whole(empty.kB)} kB; the ratio is`,
        rounded(ratio, 3),
        MAX_RATIO,
      ],
    ),
    ['the laptop run takes until it is ready, in ms:', Math.round(laptop.readyMs), 4999],
    ['the laptop run takes memory, in MB:', Math.round(laptop.memoryMb), 999],
    ['a freed slot is dispatched to after, in ms:', laptop.freedSlotToDispatchMs, 4999],
    ['the runner takes of a run, in ms:', runner.overheadMs, 3000],
    ['a process of the runner takes memory, in MB:', runner.rssMb, 150],
    ['the runner is a bundle of, in kB:', runner.bundleKb, 1000],
    ...costBounds(cost).map(([what, value, atMost]): Bound => [`it costs: ${what}`, value, atMost]),
  ];
  return bounds
    .filter(([, value, atMost]) => !(value <= atMost))
    .map(([what, value, atMost]) => `${what} ${value}; at most ${atMost} are allowed`);
}

function linesOf(figures: ScaleFigures): string[] {
  return [
    `${figures.tickets} marked tickets, a fifth of which runs, and Linear answers after 200 ms`,
    ...scaleBounds(figures).map(([what, value, atMost]) => row(what, value, atMost)),
    '',
  ];
}

function laptopSection(laptop: LaptopFigures): string[] {
  return [
    'The laptop run',
    row('ready after synthesis, ms', Math.round(laptop.readyMs), 4999),
    row(`memory of all processes (${laptop.memoryKind}), MB`, Math.round(laptop.memoryMb), 999),
    row('freed slot to next dispatch, ms', laptop.freedSlotToDispatchMs, 4999),
  ];
}

function costSection(cost: CostFigures): string[] {
  return [
    'What it costs, in USD by the prices of test/bench/cost/prices.json',
    ...costBounds(cost).map(([what, value, atMost]) => row(what, value, atMost)),
    ...costLines(cost),
    costTable(cost),
  ];
}

function describedStory({ writes, linear, jira, github }: StoryFigures): string {
  return `${writes} writes and ${linear}, ${jira} and ${github} requests to Linear, Jira and GitHub`;
}

/** The empty handler that imports the most; the others are in the table. */
function fullestEmpty(coldStarts: readonly ColdStart[]): ColdStart {
  const [fullest] = coldStarts.toSorted((a, b) => b.empty.kB - a.empty.kB);
  if (fullest === undefined) throw new Error('no cold start was measured');
  return fullest;
}

const row = (what: string, value: number, atMost: number) =>
  `  ${what.padEnd(40)}${String(value).padStart(8)}   at most ${atMost}`;

function coldRow([name = '', ...cells]: readonly string[]): string {
  const last = cells.pop();
  return `  ${name.padEnd(18)}${cells.map((cell) => cell.padStart(8)).join('')}   ${last}`;
}

const whole = (value: number) => String(Math.round(value));

function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
