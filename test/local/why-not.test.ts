import { expect, test } from 'vitest';
import { whyNot } from '../../local/commands/deployed/why-not.ts';
import type { Overview } from '../../shared/contract/admin.ts';
import type { BlockedTicket } from '../../shared/contract/blocked-ticket.ts';
import type { PullRequestView } from '../../shared/contract/pull-request-views.ts';
import type { AskAdmin } from '../../simulators/people/admin-session.ts';

const AT = '2026-01-05T12:00:00.000Z';
const OVERVIEW = { runs: [], recent: [], polls: [], mappingCount: 1 } as unknown as Overview;

/** An admin API that answers so much. */
function admin(answers: {
  overview?: Partial<Overview>;
  blocked?: Partial<BlockedTicket>[];
  open?: object[];
}): AskAdmin {
  const byName = {
    readOverview: { ...OVERVIEW, ...answers.overview },
    listBlocked: { now: AT, tickets: answers.blocked ?? [] },
    listPullRequests: { now: AT, open: (answers.open ?? []) as PullRequestView[], isCut: false, over: [] },
  };
  return (async (name: keyof typeof byName) => byName[name]) as AskAdmin;
}

const NO_MOVES = { canRetry: false, canUnpark: false, canCancel: false, canApprove: false };

test('a blocked ticket is told in the words of the page Blocked, with what can be done', async () => {
  const waits = { key: 'ENG-12', reason: 'at_capacity', detail: 'Team ENG may run 3 at a time.', since: AT } as const;
  const failed = { key: 'ENG-9', reason: 'failed', detail: 'Planning failed.', since: AT, lastRunId: 'R9' } as const;
  const ask = admin({
    blocked: [
      { ...waits, ...NO_MOVES },
      { ...failed, ...NO_MOVES, canRetry: true },
    ],
  });

  expect(await whyNot(ask, 'eng-12')).toEqual([
    'ENG-12 does not run. At capacity: Team ENG may run 3 at a time.',
    `  Since ${AT}`,
  ]);
  expect(await whyNot(ask, 'ENG-9')).toEqual([
    'ENG-9 does not run. Failed: Planning failed.',
    `  Since ${AT}; last run R9`,
    "  On the admin UI's page Blocked you can retry it.",
  ]);
});

test('what runs, is in review, or has run is told, each with its run', async () => {
  const run = { ticketKey: 'ENG-1', phase: 'implementation', attempt: 1, reservedAt: AT, runId: 'R1' };
  const live = { ...run, status: 'running', steps: [{ name: 'Review', status: 'running' }], earlierSteps: 0 };
  const over = { ...run, ticketKey: 'ENG-3', status: 'failed', endedAt: AT, failureReason: 'No space.' };
  const overview = { runs: [live], recent: [over] } as unknown as Partial<Overview>;
  const pull = { ticket: { key: 'ENG-2' }, url: 'https://github.com/acme/backend/pull/2', state: 'open' };
  const ask = admin({ overview, open: [pull] });

  expect(await whyNot(ask, 'ENG-1')).toEqual([
    `ENG-1 runs: implementation, attempt 1, running, begun ${AT}.`,
    '  Newest step: Review, running.',
    '  Run R1',
  ]);
  expect(await whyNot(ask, 'ENG-2')).toEqual([
    'ENG-2 has a pull request, open: https://github.com/acme/backend/pull/2',
  ]);
  expect(await whyNot(ask, 'ENG-3')).toEqual([`ENG-3 has run: implementation failed at ${AT}, run R1.`, '  No space.']);
});

test('of a ticket that nobody knows it is said when it would be, and what keeps polls from finding it', async () => {
  const polls = [{ tracker: 'linear', failuresInARow: 3, lastError: 'no answer' }];
  const lines = await whyNot(admin({ overview: { polls, mappingCount: 0 } as Partial<Overview> }), 'ENG-99');

  expect(lines).toEqual([
    expect.stringContaining('Nothing is known of ENG-99.'),
    'There is no mapping yet: add one in the admin UI, Mappings.',
    'The last 3 polls of linear failed: no answer.',
  ]);
});
