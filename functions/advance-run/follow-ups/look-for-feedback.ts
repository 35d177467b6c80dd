import type { Timer } from '../../../shared/contract/events.ts';
import { AppError, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import { absorbFeedback } from '../../../shared/domain/follow-ups/absorb-feedback.ts';
import { type FindingRecord, isDue } from '../../../shared/domain/follow-ups/finding.ts';
import { judgeOf, loginsToAsk } from '../../../shared/domain/follow-ups/judge-remarks.ts';
import {
  believedRights,
  LOOK_EVERY_MS,
  newerRights,
  READS_OF_LOOK,
  withLook,
} from '../../../shared/domain/follow-ups/look.ts';
import { budgetAgainAt, planFollowUp } from '../../../shared/domain/follow-ups/plan-follow-up.ts';
import type { PullRequestFeedback } from '../../../shared/domain/follow-ups/pull-request-feedback.ts';
import {
  addressOf,
  type KnownRight,
  type PullRequestRecord,
} from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { readableAt, withReads } from '../../../shared/domain/follow-ups/reads.ts';
import { type UnheardCommand, unheardCommands } from '../../../shared/domain/follow-ups/unheard-commands.ts';
import { type Instant, MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';
import { changeRecord } from './change-record.ts';
import { listeningOf } from './listening-of.ts';
import { reserveReads } from './reserve-reads.ts';

/** While GitHub is out of reach it is looked again at this interval, however long that lasts. */
const AGAIN_MS = 5 * MINUTE_MS;

/** What came of a look, and the record as it then stands. */
export interface Looked {
  outcome: 'taken' | 'over' | 'not now' | 'refused';
  record: PullRequestRecord;
  /** People's commands of which nobody has told. */
  commands?: UnheardCommand[];
}

/**
 * Reads all that a pull request says, takes it into its findings, and plans the follow-up that they ask for, with the requests to GitHub
 * that are free within the minute; waits where they are not. Whoever calls sees to it that looks stay a minute apart.
 */
export async function lookForFeedback(deps: AdvanceRunDeps, record: PullRequestRecord): Promise<Looked> {
  const lookedAt = deps.clock.now();
  const meter: Meter = { reads: 0 };
  const note = (change: Change) => noted(deps, record, (of) => withReads(change(of), meter.reads, deps.clock.now()));
  const reserved = await reserveReads(deps, record, (left) => (left < READS_OF_LOOK ? 0 : READS_OF_LOOK));
  if (reserved === 0) {
    const lookDueAt = (of: PullRequestRecord) => readableAt(of, READS_OF_LOOK, lookedAt);
    return { outcome: 'not now', record: await note((of) => ({ ...of, lookDueAt: lookDueAt(of) })) };
  }
  const look = { lookedAt, rights: believedRights(record, lookedAt) };
  try {
    const feedback = await deps.host.feedback(addressOf(record));
    meter.reads = Math.max((feedback?.requests ?? 0) - reserved, 0);
    // The run that named it named another's: nothing that is said there is for us.
    if (feedback !== undefined && feedback.head !== record.head)
      return { outcome: 'refused', record: await note((of) => withLook(of, look)) };
    if (feedback?.state === 'open') {
      const taken = await note(await takeIn(deps, record, { ...look, feedback, meter }));
      return { outcome: 'taken', record: taken, commands: unheardCommands(taken, feedback) };
    }
    const state = feedback?.state ?? record.state;
    return { outcome: 'over', record: await note((of) => ({ ...withLook(of, look), state })) };
  } catch (error) {
    if (error instanceof AppError) return { outcome: 'refused', record: await note((of) => withLook(of, look)) };
    if (!(error instanceof ServiceUnavailable)) throw error;
    const againAt = error.retryAt ?? plus(lookedAt, AGAIN_MS);
    return { outcome: 'not now', record: await note((of) => withLook(of, { ...look, againAt, isInVain: true })) };
  }
}

/** Counts what a look asked of GitHub beyond what it had reserved, however it ends. */
interface Meter {
  reads: number;
}

type Change = (of: PullRequestRecord) => PullRequestRecord;

/** Whatever is to be looked at again has its timer. */
async function noted(deps: AdvanceRunDeps, record: PullRequestRecord, change: Change): Promise<PullRequestRecord> {
  const written = (await changeRecord(deps, record, change)) ?? record;
  const { lookDueAt: dueAt, tracker, ticketId, owner, repo, number } = written;
  if (dueAt !== undefined) {
    await deps.timers.set({ kind: 'look-for-feedback', dueAt, tracker, ticketId, pull: { owner, repo, number } });
  }
  return written;
}

interface Seen {
  feedback: PullRequestFeedback;
  lookedAt: Instant;
  rights: KnownRight[];
  meter: Meter;
}

/** Answers what becomes of the record. */
async function takeIn(
  deps: AdvanceRunDeps,
  record: PullRequestRecord,
  { feedback, lookedAt, rights: believed, meter }: Seen,
): Promise<Change> {
  const listening = await listeningOf(deps, record);
  const logins = loginsToAsk({ feedback, listening, rights: believed, now: lookedAt });
  const free =
    logins.length === 0 ? 0 : await reserveReads(deps, record, (left) => Math.min(left - meter.reads, logins.length));
  const asked = logins.slice(0, free);
  const rights = newerRights(believed, await askRights(deps, record, asked));
  const standing = await deps.pullRequests.findings(record);
  const { owner, repo, number } = record;
  const changes = absorbFeedback(standing, feedback, {
    pull: { owner, repo, number },
    counted: judgeOf({ feedback, listening, rights, now: lookedAt }),
    hashOf: deps.ids.hashOf,
    now: lookedAt,
  });
  const written: string[] = [];
  for (const finding of changes) written.push(await deps.pullRequests.writeFinding(finding));
  const findings = merged(standing, changes);
  const planning = { runId: deps.ids.ulid(), now: lookedAt, version: deps.version };
  const isUnsure = written.includes('stale') || findings.some(({ reason }) => reason === 'unconfirmed');
  const isLeft = isUnsure || logins.length > asked.length;
  // Whoever is cut off before it is offered is reminded of it.
  if (findings.some(isDue)) await deps.timers.set(offerTimer(record, plus(lookedAt, LOOK_EVERY_MS)));
  const { state, base, headSha } = feedback;
  return (of) => {
    const next = planFollowUp({ ...of, state, base, headSha }, findings, planning);
    const againAt = isLeft ? plus(lookedAt, LOOK_EVERY_MS) : budgetAgainAt(next, findings, lookedAt);
    return withLook(next, { lookedAt, againAt, rights });
  };
}

async function askRights(
  deps: AdvanceRunDeps,
  record: PullRequestRecord,
  logins: readonly string[],
): Promise<KnownRight[]> {
  const rights: KnownRight[] = [];
  for (const login of logins) {
    rights.push({ login, mayWrite: await deps.host.mayWrite(addressOf(record), login), at: deps.clock.now() });
  }
  return rights;
}

function merged(standing: readonly FindingRecord[], changes: readonly FindingRecord[]): FindingRecord[] {
  const changed = new Set(changes.map(({ fingerprint }) => fingerprint));
  return [...standing.filter(({ fingerprint }) => !changed.has(fingerprint)), ...changes];
}

function offerTimer({ tracker, ticketId, owner, repo, number }: PullRequestRecord, dueAt: Instant): Timer {
  return { kind: 'offer-follow-up', dueAt, tracker, ticketId, pull: { owner, repo, number } };
}
