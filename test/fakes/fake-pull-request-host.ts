import type { PullRequestFeedback, Remark } from '../../shared/domain/follow-ups/pull-request-feedback.ts';
import {
  type CommentRef,
  commentName,
  type PullRequestId,
  type PullRequestView,
  pullRequestName,
} from '../../shared/domain/follow-ups/pull-request-record.ts';
import type { Instant } from '../../shared/domain/time.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { PullRequestComment, PullRequestHost } from '../../shared/ports/pull-request-host.ts';
import { systemClock } from '../../shared/runtime/identities.ts';
import { aRemark } from '../builders/a-remark.ts';
import { aWorkflowClaims } from '../builders/a-workflow-claims.ts';

export interface FakePullRequestHost extends PullRequestHost {
  /** The calls so far, by name. */
  calls: string[];
  /** Thrown by every call while it is set. */
  failure: Error | undefined;
  writers: Set<string>;
  /** What people did with it; one that nobody touched is open. */
  put(pull: PullRequestId, view: Partial<FakePull>): void;
  /** Somebody writes a comment, as it is read by itself. */
  write(pull: PullRequestId, ref: CommentRef, comment: Partial<PullRequestComment>): void;
  /** Somebody writes, or what stands there becomes another. */
  remark(pull: PullRequestId, remark: CommentRef & Partial<Remark>): void;
  remove(pull: PullRequestId, ref: CommentRef): void;
  /** Names of comments that bear 👀. */
  seen: string[];
  said: Array<{ pull: string; answerId: string; body: string }>;
}

type Said = FakePullRequestHost['said'][number];

/** Whether both are one answer: two pull requests may be told the same. */
export function isSameAnswer(one: Pick<Said, 'pull' | 'answerId'>, other: Pick<Said, 'pull' | 'answerId'>): boolean {
  return one.pull === other.pull && one.answerId === other.answerId;
}

type FakePull = PullRequestView & Pick<PullRequestFeedback, 'headCommittedAt' | 'commits' | 'isWhole'>;

/** One that nobody touched. Every repository has the number of `aWorkflowClaims()`. */
const openPull = ({ owner, repo }: PullRequestId): FakePull => ({
  ...{ repositoryId: aWorkflowClaims().repository_id, owner, repo },
  ...{ state: 'open', isDraft: false, head: 'ai-implement/ENG-1-add-user-export', headSha: 'c0ffee', base: 'main' },
  ...{ headCommittedAt: '2026-01-05T09:05:00.000Z', commits: ['c0ffee'], isWhole: true },
});

function viewOf({ headCommittedAt: _, commits: __, isWhole: ___, ...view }: FakePull): PullRequestView {
  return view;
}

/** What people do, and what stands there by it. */
function fakePeople(clock: Clock) {
  /** When something of each last became another. */
  const moved = new Map<string, Instant>();
  const pulls = new Map<string, FakePull>();
  const remarks = new Map<string, Map<string, Remark>>();
  /** The name under which it was put, when it is asked for by the one that it has now. */
  const known = (pull: PullRequestId) => {
    const name = pullRequestName(pull);
    const isIt = ([put, { owner, repo }]: [string, PullRequestView]) =>
      pullRequestName({ owner, repo, number: Number(put.split('#')[1]) }) === name;
    return pulls.has(name) ? name : ([...pulls].find(isIt)?.[0] ?? name);
  };
  const on = (pull: PullRequestId) => {
    const standing = remarks.get(known(pull)) ?? new Map<string, Remark>();
    remarks.set(known(pull), standing);
    return standing;
  };
  const moves = (name: string, pull: PullRequestId) => {
    if (!pulls.has(name)) pulls.set(name, openPull(pull));
    moved.set(name, clock.now());
  };
  const remark: FakePullRequestHost['remark'] = (pull, said) => {
    const standing = on(pull).get(commentName(said));
    on(pull).set(commentName(said), { ...(standing ?? aRemark()), ...said });
    moves(known(pull), pull);
  };
  const write: FakePullRequestHost['write'] = (pull, ref, comment) => {
    const { author = 'ada', at = '2026-01-05T09:10:00.000Z', ...said } = comment;
    const account = { login: author.replace('[bot]', ''), isBot: author.endsWith('[bot]') };
    remark(pull, { ...ref, ...said, writtenAt: at, updatedAt: at, author: account });
  };
  return {
    on,
    pullOf: (pull: PullRequestId) => pulls.get(known(pull)) ?? openPull(pull),
    put(pull: PullRequestId, view: Partial<FakePull>) {
      const isOver = view.state === 'closed' || view.state === 'merged';
      pulls.set(pullRequestName(pull), { ...openPull(pull), ...(isOver && { overAt: clock.now() }), ...view });
      moved.set(pullRequestName(pull), clock.now());
    },
    /** Those of which something became another since, by their names. */
    movedSince: (since: Instant) =>
      [...pulls].flatMap(([name, pull]) => {
        const movedAt = moved.get(name) ?? '';
        return movedAt < since ? [] : [{ name, pull, movedAt }];
      }),
    remark,
    write,
    remove(pull: PullRequestId, ref: CommentRef) {
      on(pull).delete(commentName(ref));
      moves(known(pull), pull);
    },
  };
}

/** Pull requests in memory. */
export function fakePullRequestHost(clock: Clock = systemClock): FakePullRequestHost {
  const { on, pullOf, movedSince, ...people } = fakePeople(clock);
  const calls: string[] = [];
  const writers = new Set(['ada', 'bob']);
  const seen: string[] = [];
  const said: FakePullRequestHost['said'] = [];
  const called = (name: string) => {
    calls.push(name);
    if (fake.failure !== undefined) throw fake.failure;
  };
  const fake: FakePullRequestHost = {
    calls,
    failure: undefined,
    writers,
    seen,
    said,
    ...people,
    async mayWrite(_, login) {
      called('mayWrite');
      return writers.has(login);
    },
    async comment(pull, ref) {
      called('comment');
      const written = on(pull).get(commentName(ref));
      if (written === undefined) return undefined;
      const { author, isOurs, body, writtenAt: at } = written;
      return { author: author?.login, isOurs, body, at };
    },
    async read(pull) {
      called('read');
      return viewOf(pullOf(pull));
    },
    async feedback(pull) {
      called('feedback');
      return { ...pullOf(pull), remarks: [...on(pull).values()], requests: 1 };
    },
    async movedSince({ owner, repo }, since) {
      called('movedSince');
      const name = `${owner}/${repo}#`.toLowerCase();
      const rows = movedSince(since).filter((one) => one.name.startsWith(name));
      return rows.map((one) => ({
        ...viewOf(one.pull),
        number: Number(one.name.slice(name.length)),
        movedAt: one.movedAt,
      }));
    },
    async markSeen(_, ref) {
      called('markSeen');
      if (!seen.includes(commentName(ref))) seen.push(commentName(ref));
    },
    async say(pull, { answerId, body }) {
      called('say');
      const answer = { pull: pullRequestName(pull), answerId, body };
      if (!said.some((one) => isSameAnswer(one, answer))) said.push(answer);
    },
  };
  return fake;
}
