import {
  type CommentRef,
  commentName,
  type PullRequestId,
  pullRequestName,
} from '../../shared/domain/follow-ups/pull-request-record.ts';
import type { PullRequestComment, PullRequestHost, PullRequestView } from '../../shared/ports/pull-request-host.ts';

export interface FakePullRequestHost extends PullRequestHost {
  /** The calls so far, by name. */
  calls: string[];
  /** Thrown by every call while it is set. */
  failure: Error | undefined;
  writers: Set<string>;
  /** What people did with it; one that nobody touched is open. */
  put(pull: PullRequestId, view: Partial<PullRequestView>): void;
  write(pull: PullRequestId, ref: CommentRef, comment: Partial<PullRequestComment>): void;
  /** Names of comments that bear 👀. */
  seen: string[];
  said: Array<{ pull: string; answerId: string; body: string }>;
}

const OPEN: PullRequestView = { state: 'open', isDraft: false, head: 'ai-implement/ENG-1-export', base: 'main' };

/** Pull requests in memory. */
export function fakePullRequestHost(): FakePullRequestHost {
  const views = new Map<string, PullRequestView>();
  const comments = new Map<string, PullRequestComment>();
  const calls: string[] = [];
  const writers = new Set(['ada', 'bob']);
  const seen: string[] = [];
  const said: FakePullRequestHost['said'] = [];
  const key = (pull: PullRequestId, ref: CommentRef) => `${pullRequestName(pull)} ${commentName(ref)}`;
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
    put: (pull, view) => void views.set(pullRequestName(pull), { ...OPEN, ...view }),
    write(pull, ref, comment) {
      const written = { author: 'ada', isOurs: false, body: '', at: '2026-01-05T09:10:00.000Z' };
      comments.set(key(pull, ref), { ...written, ...comment });
    },
    async mayWrite(_, login) {
      called('mayWrite');
      return writers.has(login);
    },
    async comment(pull, ref) {
      called('comment');
      return comments.get(key(pull, ref));
    },
    async read(pull) {
      called('read');
      return views.get(pullRequestName(pull)) ?? OPEN;
    },
    async markSeen(_, ref) {
      called('markSeen');
      if (!seen.includes(commentName(ref))) seen.push(commentName(ref));
    },
    async say(pull, { answerId, body }) {
      called('say');
      if (!said.some((one) => one.answerId === answerId)) said.push({ pull: pullRequestName(pull), answerId, body });
    },
  };
  return fake;
}
