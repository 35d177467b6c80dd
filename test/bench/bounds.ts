import { MOST_PAGES } from '../../shared/domain/listing-pace.ts';
import { costSummary } from './cost/cost-report.ts';
import type { CostFigures } from './cost/measure-cost.ts';
import type { LargePollFigures } from './poll500.ts';
import type { ScaleFigures } from './scale.ts';
import type { StoryFigures } from './story.ts';
import type { TimerFigures } from './timers2000.ts';
import type { WebhookFigures } from './webhook.ts';
import type { PollFigures } from './work.ts';

/** What a figure may be at most. */
export type Bound = [what: string, value: number, atMost: number];

const PAGE_SIZE = 50;
export const MAX_COMPLEXITY = 10_000;

export const pagesOf = ({ tickets }: PollFigures) => Math.ceil(tickets / PAGE_SIZE);

export function costBounds(cost: CostFigures): Bound[] {
  const { idleMonthUsd, per1000RunsUsd } = costSummary(cost);
  return [
    ['an idle month', idleMonthUsd, 1.75],
    ['a thousand runs', per1000RunsUsd, 0.5],
  ];
}

const JIRA_PAGE_SIZE = 100;
/** Half of what a function has on AWS. */
const MEMORY_MB = 256;

/** A poll looks up no more than it lists; both trackers have half of the tickets. */
export function largePollBounds({ tickets, ...poll }: LargePollFigures): Bound[] {
  return [
    ['requests to Linear', poll.linearRequests, Math.ceil(tickets / 2 / PAGE_SIZE)],
    ['complexity of a page', poll.complexityPerPage, MAX_COMPLEXITY - 1],
    ['requests to Jira', poll.jiraRequests, Math.ceil(tickets / 2 / JIRA_PAGE_SIZE)],
    ['requests to GitHub', poll.githubRequests, 0],
    ['memory of poll-tickets, MB', poll.rssMb, MEMORY_MB - 1],
  ];
}

/** A poll is cut off with its lease, a watch is over before the next one is half a minute away. */
export function scaleBounds({ pollMs, watchMs, rssMb, linearRequests }: ScaleFigures): Bound[] {
  return [
    ['the longest poll, ms', pollMs, 49_999],
    ['the longest watch, ms', watchMs, 29_999],
    ['memory of either, MB', rssMb, MEMORY_MB - 1],
    ['requests of a poll to Linear', linearRequests, MOST_PAGES],
  ];
}

/** A watch is cut off after a minute, and comes each minute. */
export function timerBounds({ watches, watchMs }: TimerFigures): Bound[] {
  return [
    ['watches until all are sent', watches, 2],
    ['the longest watch, ms', watchMs, 59_999],
  ];
}

/** Beside a function that only sends one message, to the same queue. */
const MOST_OF_ONE_MESSAGE = 1.3;

export function webhookBounds({ p99Ms, oneMessageP99Ms }: WebhookFigures): Bound[] {
  return [['99 of 100 within, ms', p99Ms, Math.round(oneMessageP99Ms * MOST_OF_ONE_MESSAGE)]];
}

/** What it took at commit 5ffbba2, before each comment was noted by itself. */
export const FIRST_STORY: StoryFigures = { writes: 77, linear: 22, jira: 0, github: 3 };

const MORE_WRITES = 3;

export function storyBounds(story: StoryFigures): Bound[] {
  return [
    ['writes to DynamoDB', story.writes, FIRST_STORY.writes + MORE_WRITES],
    ['requests to Linear', story.linear, FIRST_STORY.linear],
    ['requests to Jira', story.jira, FIRST_STORY.jira],
    ['requests to GitHub', story.github, FIRST_STORY.github],
  ];
}
