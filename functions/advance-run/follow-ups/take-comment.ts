import type { LifecycleEvent, TicketTimer } from '../../../shared/contract/events.ts';
import { AppError, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import { commandIn } from '../../../shared/domain/follow-ups/follow-up-command.ts';
import {
  type CommandRefusal,
  queuedReply,
  refusedReply,
} from '../../../shared/domain/follow-ups/follow-up-comments.ts';
import {
  isSeen,
  withAnswer,
  withDelivery,
  withRequest,
  withSeen,
} from '../../../shared/domain/follow-ups/follow-ups.ts';
import { withRight } from '../../../shared/domain/follow-ups/look.ts';
import {
  addressOf,
  commentName,
  type PullRequestRecord,
} from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { withView } from '../../../shared/domain/follow-ups/seen-pull-request.ts';
import { holdOf } from '../../../shared/domain/mapping.ts';
import { MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import type { PullRequestComment } from '../../../shared/ports/pull-request-host.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';
import { answerPullRequest } from './answer-pull-request.ts';
import { changeRecord } from './change-record.ts';
import { offerFollowUp } from './offer-follow-up.ts';
import { takeChange } from './take-change.ts';

type Commented = Omit<Extract<LifecycleEvent, { type: 'PullRequestCommented' }>, 'type' | 'arrivalId'>;

/** While GitHub is out of reach a comment is looked at again at this interval, however long that lasts. */
const AGAIN_MS = 5 * MINUTE_MS;

/**
 * Looks at a comment on a pull request of ours, and at nothing of it that the event says: who wrote it, whether they may write
 * to the repository, and what it asks for are read from GitHub. One comment makes one request, by whichever way and however often it comes.
 */
export async function takeComment(deps: AdvanceRunDeps, event: Commented | TicketTimer): Promise<string> {
  const { pull, comment, author, tracker, ticketId } = event;
  if (pull === undefined || comment === undefined || author === undefined) return 'dropped: it names no comment';
  try {
    const deliveredAt = 'deliveredAt' in event ? event.deliveredAt : undefined;
    return await take(deps, { pull, comment, author, tracker, ticketId, deliveredAt });
  } catch (error) {
    if (error instanceof AppError) return refusedForGood(deps, { pull, comment }, error);
    if (!(error instanceof ServiceUnavailable)) throw error;
    const dueAt = error.retryAt ?? plus(deps.clock.now(), AGAIN_MS);
    await deps.timers.set({ kind: 'take-comment', dueAt, tracker, ticketId, pull, comment, author });
    return `waits until ${dueAt}`;
  }
}

/** What GitHub refuses for good (the App was uninstalled, a permission taken away) cannot be answered there either. */
async function refusedForGood(
  deps: AdvanceRunDeps,
  { pull, comment }: Pick<Commented, 'pull' | 'comment'>,
  error: AppError,
): Promise<string> {
  await changeRecord(deps, pull, (record) => withSeen(record, comment));
  return `dropped: ${error.code}`;
}

async function take(deps: AdvanceRunDeps, event: Commented): Promise<string> {
  const { pull, comment } = event;
  const record = await changeRecord(deps, pull, (of) => withDelivery(of, event.deliveredAt));
  if (record === undefined) return 'dropped: no pull request of ours';
  const isRepeat = isSeen(record, comment);
  if (!isRepeat) await judge(deps, record, event);
  const judged = isRepeat ? record : await deps.pullRequests.read(pull);
  // GitHub tells another state than its webhooks did, and its ticket is to know.
  if (judged !== undefined && judged.state !== record.state) await takeChange(deps, event);
  const isJoined = !isRepeat && judged?.next?.runId === record.next?.runId;
  // What joins a follow-up that was offered is not offered again; a repeat may have been cut off before it was.
  const offered = isJoined ? 'nothing new' : await offerFollowUp(deps, { ...ticketOf(record), pull });
  await answerPullRequest(deps, { pull });
  return `taken: ${offered}`;
}

async function judge(deps: AdvanceRunDeps, record: PullRequestRecord, event: Commented): Promise<void> {
  const { pull, comment, author } = event;
  const mayWrite = await deps.host.mayWrite(addressOf(record), author.login);
  const right = { login: author.login, mayWrite, at: deps.clock.now() };
  const seen = (of: PullRequestRecord) => withRight(withSeen(of, comment), right);
  // Somebody without any part in the repository gets no answer: each would cost a request more.
  if (!mayWrite && !author.isInsider) return void (await changeRecord(deps, pull, seen));
  const written = await deps.host.comment(addressOf(record), comment);
  const command = written === undefined ? undefined : commandOf(written, author.login);
  if (written === undefined || command === undefined) return void (await changeRecord(deps, pull, seen));
  const refusal = mayWrite ? await obstacleTo(deps, record) : ({ why: 'no_write_access', by: author.login } as const);
  if (refusal !== undefined) return refuse(deps, event, refusal);
  const { by, instruction } = command;
  const request = { ...comment, by, at: written.at, instruction };
  const [runId, now] = [deps.ids.ulid(), deps.clock.now()];
  const isBusy = (await deps.dispatchRecords.read(record))?.liveRunId !== undefined;
  await changeRecord(deps, pull, (of) => {
    const requested = withRequest(of, request, { runId, now });
    if (!isBusy || requested.next === undefined || requested === of) return requested;
    const answerId = `queued ${requested.next.runId}`;
    return withAnswer(requested, { what: 'say', answerId, body: queuedReply(deps.version) });
  });
}

/** Our own comments invite to the command, and are none; whoever the event named must be who wrote it. */
export function commandOf(written: PullRequestComment, login: string) {
  if (written.isOurs || written.author?.toLowerCase() !== login.toLowerCase()) return undefined;
  const command = commandIn(written.body);
  return command && { by: written.author, instruction: command.instruction };
}

async function obstacleTo(deps: AdvanceRunDeps, record: PullRequestRecord): Promise<CommandRefusal | undefined> {
  const view = await deps.host.read(addressOf(record));
  // The run that named the pull request named another's.
  if (view !== undefined && view.head !== record.head) return { why: 'not_ours' };
  await changeRecord(deps, record, (of) => withView(of, view, deps.clock.now()));
  if (view === undefined || view.state !== 'open') return { why: view?.state === 'merged' ? 'merged' : 'closed' };
  const mapping = await deps.mappings.read(record.mappingId);
  if (mapping === undefined) return { why: 'unmapped' };
  const hold = holdOf(mapping);
  return hold && { why: 'held', detail: hold.detail };
}

async function refuse(deps: AdvanceRunDeps, event: Commented, refusal: CommandRefusal): Promise<void> {
  const answerId = `refused ${commentName(event.comment)}`;
  const body = refusedReply(refusal, deps.version);
  await changeRecord(deps, event.pull, (of) =>
    isSeen(of, event.comment) ? of : withAnswer(withSeen(of, event.comment), { what: 'say', answerId, body }),
  );
}

function ticketOf({ tracker, ticketId }: PullRequestRecord) {
  return { tracker, ticketId };
}
