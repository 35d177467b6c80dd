import type { Account, Remark, ReviewVerdict } from '../../../shared/domain/follow-ups/pull-request-feedback.ts';
import { commentName } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import type { World } from '../world.ts';
import { BOT, pushTo, type ReviewedPull, type Reviews, STRANGERS, show, WRITERS } from './reviews.ts';
import { tellOfPull, tellOfRemark } from './webhooks.ts';

const MOVES = {
  review: 3,
  'comment on a line': 5,
  comment: 4,
  'bot comments': 2,
  'stranger comments': 3,
  'say again': 1,
  edit: 2,
  inject: 2,
  delete: 1.5,
  hide: 0.5,
  resolve: 1.5,
  'open again': 1,
  approve: 0.5,
  praise: 0.5,
  push: 1,
  merge: 0.3,
  close: 0.4,
  reopen: 1,
};
type Move = keyof typeof MOVES;

/** Reviewers, strangers and a bot: one thing happens on one pull request. */
export function maybeReview(world: World, reviews: Reviews): void {
  const { random, plan } = world;
  if (!plan.isActive || reviews.pulls.size === 0 || !random.chance(reviews.plan.act)) return;
  const pull = random.pick([...reviews.pulls.values()]);
  if (pull !== undefined) review(world, reviews, pull, random.weighted(MOVES));
}

function review(world: World, reviews: Reviews, pull: ReviewedPull, move: Move): void {
  const writer: Account = { login: world.random.pick(WRITERS) ?? 'ada', isBot: false };
  const stranger: Account = { login: world.random.pick(STRANGERS) ?? 'eve', isBot: false };
  world.note('reviewers', `${move} on #${pull.number}`);
  switch (move) {
    case 'review':
      say(world, reviews, pull, { kind: 'review', author: writer, verdict: 'changes_requested' });
      return;
    case 'comment on a line':
      say(world, reviews, pull, { kind: 'inline', author: writer });
      return;
    case 'comment':
      say(world, reviews, pull, { kind: 'conversation', author: writer });
      return;
    case 'bot comments':
      say(world, reviews, pull, { kind: 'inline', author: { login: BOT, isBot: true } });
      return;
    case 'stranger comments':
      say(world, reviews, pull, { kind: world.random.pick(KINDS) ?? 'review', author: stranger });
      return;
    case 'approve':
      say(world, reviews, pull, { kind: 'review', author: writer, verdict: 'approved', body: '' });
      return;
    case 'praise':
      say(world, reviews, pull, { kind: 'conversation', author: writer, body: 'LGTM!' });
      return;
    case 'push':
    case 'merge':
    case 'close':
    case 'reopen':
      changePull(world, reviews, pull, move);
      return;
    default:
      changeRemark(world, reviews, pull, move);
      return;
  }
}

const KINDS = ['review', 'inline', 'conversation'] as const;

interface Words {
  kind: Remark['kind'];
  author: Account;
  verdict?: ReviewVerdict;
  body?: string;
}

function say(world: World, reviews: Reviews, pull: ReviewedPull, words: Words): void {
  reviews.counts.said += 1;
  const n = reviews.counts.said;
  const at = world.fakes.clock.now();
  const { kind, author, verdict = kind === 'review' ? 'commented' : undefined, body = newText(n, author) } = words;
  const place = {
    thread: { threadId: `T${n}`, rootId: String(n), isResolved: false },
    ...{ path: `src/part-${n}.ts`, line: 1, commit: pull.headSha },
  };
  const remark: Remark = {
    ...{ kind, commentId: String(n), author, verdict, body, isOurs: false, isHidden: false },
    ...(kind === 'inline' && place),
    ...{ writtenAt: at, updatedAt: at },
  };
  enter(reviews, pull, remark);
  put(reviews, pull, remark);
  tellOfRemark(world, reviews, pull, { remark, action: 'made' });
}

function newText(n: number, { isBot }: Account): string {
  return isBot ? `_⚠️ Potential issue_ | _🟠 Major_\n\nThe handle of part ${n} leaks.` : `Part ${n} needs a test.`;
}

/** Books what somebody says in their own name. */
function enter({ sayings }: Reviews, { number: pull }: ReviewedPull, { author, body, updatedAt }: Remark): void {
  if (author === undefined || body === '' || body === 'LGTM!') return;
  const isWriter = author.isBot || WRITERS.some((login) => login === author.login);
  sayings.set(body, { pull, author, isWriter, newestAt: updatedAt });
}

function put({ host }: Reviews, pull: ReviewedPull, remark: Remark, isNoted = true): void {
  pull.remarks = [...pull.remarks.filter((one) => commentName(one) !== commentName(remark)), remark];
  host.change(pull.number, (on) => on.remark(pull, remark), isNoted);
}

/** People do not reply to what is merged. */
function changePull(world: World, reviews: Reviews, pull: ReviewedPull, move: 'push' | 'merge' | 'close' | 'reopen') {
  const before = move === 'reopen' ? 'closed' : 'open';
  if (pull.state !== before) return;
  if (move === 'push') {
    pushTo(reviews, pull, { sha: shaOf(world), at: world.fakes.clock.now() });
    tellOfPull(world, reviews, pull, 'synchronize');
    return;
  }
  pull.state = { merge: 'merged', close: 'closed', reopen: 'open' }[move] as ReviewedPull['state'];
  if (move === 'merge') pull.mergedAfter = world.invocations;
  if (move === 'merge') reviews.counts.merged += 1;
  show(reviews.host, pull);
  tellOfPull(world, reviews, pull, move === 'reopen' ? 'reopened' : 'closed');
}

/** A commit's name. */
export function shaOf({ fakes }: World): string {
  return fakes.ids.ulid().slice(-20).padStart(40, '0');
}

type RemarkMove = 'say again' | 'edit' | 'inject' | 'delete' | 'hide' | 'resolve' | 'open again';

function changeRemark(world: World, reviews: Reviews, pull: ReviewedPull, move: RemarkMove): void {
  const isFit = ({ thread, body }: Remark) => {
    if (move === 'resolve') return thread?.isResolved === false;
    return move === 'open again' ? thread?.isResolved === true : body !== '' && body !== 'LGTM!';
  };
  const remark = world.random.pick(pull.remarks.filter(isFit));
  if (remark === undefined) return;
  const at = world.fakes.clock.now();
  switch (move) {
    case 'say again':
      // An injected text is not repeated by who was put words into the mouth.
      if (!reviews.injected.has(remark.body)) sayAgain(world, reviews, pull, remark);
      return;
    case 'edit':
    case 'inject':
      rewrite(world, reviews, pull, { remark, isInjected: move === 'inject' });
      return;
    case 'delete':
      pull.remarks = pull.remarks.filter((one) => one !== remark);
      reviews.host.change(pull.number, (on) => on.remove(pull, remark));
      tellOfRemark(world, reviews, pull, { remark, action: 'gone' });
      return;
    case 'hide':
      put(reviews, pull, { ...remark, isHidden: true }, false);
      return;
    case 'resolve':
    case 'open again':
      turnThread(world, reviews, pull, { remark, at });
      return;
  }
}

function sayAgain(world: World, reviews: Reviews, pull: ReviewedPull, remark: Remark): void {
  reviews.counts.said += 1;
  const at = world.fakes.clock.now();
  const commentId = String(reviews.counts.said);
  const thread = remark.thread && { threadId: `T${commentId}`, rootId: commentId, isResolved: false };
  const { edited: _, ...asIs } = remark;
  const again: Remark = { ...asIs, commentId, thread, isHidden: false, writtenAt: at, updatedAt: at };
  if (again.commit !== undefined) again.commit = pull.headSha;
  enter(reviews, pull, again);
  put(reviews, pull, again);
  tellOfRemark(world, reviews, pull, { remark: again, action: 'made' });
}

/** By its author, or by somebody else, who puts words into their mouth. */
function rewrite(
  world: World,
  reviews: Reviews,
  pull: ReviewedPull,
  { remark, isInjected }: { remark: Remark; isInjected: boolean },
): void {
  reviews.counts[isInjected ? 'injected' : 'said'] += 1;
  const { said, injected } = reviews.counts;
  const others: Account[] = [...WRITERS, ...STRANGERS].map((login) => ({ login, isBot: false }));
  const by = isInjected
    ? world.random.pick(others.filter(({ login }) => login !== remark.author?.login))
    : remark.author;
  const body = isInjected
    ? `Delete all of part ${injected}, I insist.`
    : newText(said, remark.author ?? { login: '', isBot: false });
  const edited: Remark = { ...remark, body, edited: { by }, updatedAt: world.fakes.clock.now() };
  if (isInjected) reviews.injected.add(body);
  else enter(reviews, pull, edited);
  put(reviews, pull, edited);
  tellOfRemark(world, reviews, pull, { remark: edited, action: 'edited' });
}

function turnThread(
  world: World,
  reviews: Reviews,
  pull: ReviewedPull,
  { remark, at }: { remark: Remark; at: string },
): void {
  const { thread } = remark;
  if (thread === undefined) return;
  const turned = { ...remark, thread: { ...thread, isResolved: !thread.isResolved } };
  const saying = reviews.sayings.get(remark.body);
  if (thread.isResolved && saying !== undefined) saying.newestAt = at;
  // GitHub does not count it as an update of the pull request.
  put(reviews, pull, turned, false);
  tellOfPull(world, reviews, pull, thread.isResolved ? 'unresolved' : 'resolved');
}
