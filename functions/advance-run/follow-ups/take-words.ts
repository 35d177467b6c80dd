import type { LifecycleEvent } from '../../../shared/contract/events.ts';
import { AppError, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import { isTrustedBot } from '../../../shared/domain/follow-ups/counting/bot-formats.ts';
import { withDelivery, withSeen } from '../../../shared/domain/follow-ups/follow-ups.ts';
import { isFresh, isSameLogin, withRight } from '../../../shared/domain/follow-ups/look.ts';
import { addressOf, type PullRequestRecord } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';
import { changeRecord } from './change-record.ts';
import { listeningOf } from './listening-of.ts';
import { justOne, reserveReads } from './reserve-reads.ts';
import { wakeUp } from './wake-up.ts';

type Spoken = Omit<Extract<LifecycleEvent, { type: 'PullRequestSpoken' }>, 'type' | 'arrivalId'>;
type Written = NonNullable<Spoken['written']>;

/**
 * Something was said on a pull request of ours, changed or taken back. Words of those that count for nothing wake nobody: a stranger
 * costs one request to GitHub, and that once an hour at most; a bot that is not trusted costs none.
 */
export async function takeWords(deps: AdvanceRunDeps, { written, ...spoken }: Spoken): Promise<string> {
  const record = written && (await deps.pullRequests.read(spoken.pull));
  if (written === undefined || record === undefined || (await isHeard(deps, record, written)))
    return wakeUp(deps, spoken);
  // By another way it would be asked about again.
  await changeRecord(deps, record, (of) => withSeen(withDelivery(of, spoken.deliveredAt), written.comment));
  return 'dropped: who wrote it may not write, or is no trusted bot';
}

async function isHeard(deps: AdvanceRunDeps, record: PullRequestRecord, { author, isBot }: Written): Promise<boolean> {
  const { login, isInsider } = author;
  const isOfOurs = isBot
    ? isTrustedBot(login, await listeningOf(deps, record))
    : isInsider || (await mayWrite(deps, record, login));
  return isOfOurs || (await hasOpenFinding(deps, record, login));
}

/** Where nothing more can be asked within the minute, a look is to say. */
async function mayWrite(deps: AdvanceRunDeps, record: PullRequestRecord, login: string): Promise<boolean> {
  const now = deps.clock.now();
  const known = record.rights?.find((right) => isSameLogin(right.login, login) && isFresh(right, now));
  if (known !== undefined) return known.mayWrite;
  if ((await reserveReads(deps, record, justOne)) === 0) return true;
  try {
    const right = { login, mayWrite: await deps.host.mayWrite(addressOf(record), login), at: now };
    await changeRecord(deps, record, (of) => withRight(of, right));
    return right.mayWrite;
  } catch (error) {
    if (!(error instanceof ServiceUnavailable || error instanceof AppError)) throw error;
    // A look waits for what GitHub cannot tell now, and says what it refuses.
    return true;
  }
}

/** Whoever lost their rights, or their mapping's trust, may take back still what they said. */
async function hasOpenFinding(deps: AdvanceRunDeps, record: PullRequestRecord, login: string): Promise<boolean> {
  const name = login.replace(/\[bot\]$/, '');
  const findings = await deps.pullRequests.findings(record);
  return findings.some(({ state, source }) => state === 'open' && isSameLogin(source.login, name));
}
