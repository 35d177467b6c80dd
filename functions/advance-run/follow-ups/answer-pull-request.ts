import type { TicketTimer } from '../../../shared/contract/events.ts';
import { backOffMs } from '../../../shared/domain/back-off.ts';
import { AppError, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import { answerName } from '../../../shared/domain/follow-ups/follow-ups.ts';
import {
  addressOf,
  type PullRequestRecord,
  type WantedAnswer,
} from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { type Instant, plus } from '../../../shared/domain/time.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';
import { changeRecord } from './change-record.ts';

/** Tries in a row after which an answer that GitHub refuses is not tried again; one that it cannot take now waits for ever. */
const MOST_REFUSALS = 8;

/**
 * Brings what is wanted to the pull request, each answer by itself, and notes in one write what stands there. A timer tries again
 * what is left, with back-off.
 */
export async function answerPullRequest(deps: AdvanceRunDeps, { pull }: Pick<TicketTimer, 'pull'>): Promise<string> {
  const record = pull && (await deps.pullRequests.read(pull));
  if (record === undefined || record.wanted.length === 0) return 'nothing is wanted';
  const made = await tryAll(deps, record);
  const isGivenUp = made.isRefused && record.answerFailures + 1 >= MOST_REFUSALS;
  const over = new Set((isGivenUp ? record.wanted : made.done).map(answerName));
  const noted = await changeRecord(deps, record, (of) => {
    const wanted = of.wanted.filter((answer) => !over.has(answerName(answer)));
    return { ...of, wanted, answerFailures: wanted.length === 0 ? 0 : record.answerFailures + 1 };
  });
  if (noted === undefined || noted.wanted.length === 0) return 'answered';
  const { tracker, ticketId, owner, repo, number } = noted;
  const dueAt = made.retryAt ?? plus(deps.clock.now(), backOffMs(noted.answerFailures));
  await deps.timers.set({ kind: 'answer-pull-request', dueAt, tracker, ticketId, pull: { owner, repo, number } });
  return `answers wait until ${dueAt}`;
}

interface Tried {
  done: WantedAnswer[];
  isRefused: boolean;
  retryAt: Instant | undefined;
}

/** An outage is of all of GitHub, so it ends the try; a refusal is of its answer alone. */
async function tryAll(deps: AdvanceRunDeps, record: PullRequestRecord): Promise<Tried> {
  const made: Tried = { done: [], isRefused: false, retryAt: undefined };
  for (const answer of record.wanted) {
    try {
      await bring(deps, record, answer);
      made.done.push(answer);
    } catch (error) {
      if (error instanceof ServiceUnavailable) return { ...made, isRefused: false, retryAt: error.retryAt };
      if (!(error instanceof AppError)) throw error;
      made.isRefused = true;
    }
  }
  return made;
}

async function bring(deps: AdvanceRunDeps, record: PullRequestRecord, answer: WantedAnswer): Promise<void> {
  const address = addressOf(record);
  if (answer.what === 'seen') return deps.host.markSeen(address, answer);
  const { answerId, body } = answer;
  await deps.host.say(address, { answerId, body, since: record.createdAt });
}
