import { elapsedMs, type Instant, MINUTE_MS } from '../time.ts';
import { FINDING_LIMIT, type FindingReason, type FindingRecord, fingerprintText } from './finding.ts';
import type { PullRequestFeedback, Remark } from './pull-request-feedback.ts';
import { commentName, type PullRequestId } from './pull-request-record.ts';

/** What is needed to take in what a pull request says. */
export interface Absorbing {
  pull: PullRequestId;
  /**
   * What of a remark counts as feedback, whoever is to be trusted being decided; undefined where nothing does, and `unknown` where it
   * cannot be said yet.
   */
  counted(remark: Remark): string | undefined | 'unknown';
  /** SHA-256 in hexadecimal. */
  hashOf(text: string): string;
  now: Instant;
}

/** How long a commit may be missing in what GitHub lists before it is taken for missing on the branch. */
const LISTED_WITHIN_MS = 2 * MINUTE_MS;

interface Counted {
  remark: Remark;
  fingerprint: string;
  body: string;
}

/**
 * Takes in what a pull request says: answers the findings that change, each as it is from now on. What an open finding says never
 * changes: other words of its author are another finding, and those of somebody else are none.
 */
export function absorbFeedback(
  findings: readonly FindingRecord[],
  feedback: PullRequestFeedback,
  absorbing: Absorbing,
): FindingRecord[] {
  const { counted, unknown } = readRemarks(findings, feedback, absorbing);
  const context = { feedback, counted, unknown, absorbing };
  const changed = findings.flatMap((finding) => {
    const next = nextOf(finding, context);
    const isSame = JSON.stringify(next) === JSON.stringify(finding);
    return isSame ? [] : [{ ...next, updatedAt: absorbing.now }];
  });
  const known = new Set(findings.map(({ fingerprint }) => fingerprint));
  const opened = [...counted]
    .filter(([fingerprint]) => !known.has(fingerprint))
    .map(([, said]) => openedBy(said, absorbing));
  return [...changed, ...opened];
}

interface Context {
  feedback: PullRequestFeedback;
  counted: Map<string, Counted[]>;
  /** Names of the remarks of which it cannot be said yet whether they count. */
  unknown: ReadonlySet<string>;
  absorbing: Absorbing;
}

/** What counts, by its fingerprint; one thing said twice is one finding. */
function readRemarks(findings: readonly FindingRecord[], feedback: PullRequestFeedback, absorbing: Absorbing) {
  const counted = new Map<string, Counted[]>();
  const unknown = new Set<string>();
  const vouched = new Set(findings.filter(({ isVouched }) => isVouched).map(commentName));
  for (const remark of feedback.remarks) {
    if (obstacleTo(remark, feedback) !== undefined) continue;
    const said = vouched.has(commentName(remark)) ? remark.body : absorbing.counted(remark);
    if (said === 'unknown') unknown.add(commentName(remark));
    if (said === undefined || said === 'unknown') continue;
    const one = countedAs(remark, said, absorbing);
    counted.set(one.fingerprint, [...(counted.get(one.fingerprint) ?? []), one]);
  }
  return { counted, unknown };
}

function countedAs(remark: Remark, said: string, { hashOf }: Absorbing): Counted {
  const body = said.slice(0, FINDING_LIMIT);
  const source = remark.author ?? { login: '', isBot: false };
  const { path, line } = remark;
  // A request without words is that of its review alone: the next one is another.
  const words = body === '' ? commentName(remark) : body;
  return { remark, body, fingerprint: hashOf(fingerprintText({ source, path, line, body: words })) };
}

/** Why a remark makes no finding now, whatever it says and whoever wrote it. */
export function obstacleTo(remark: Remark, feedback: PullRequestFeedback): FindingReason | undefined {
  const { isOurs, author, isHidden, thread, verdict } = remark;
  if (isOurs || author === undefined || isForeign(remark)) return 'not_counted';
  if (isHidden) return 'hidden';
  if (thread?.isResolved) return 'resolved';
  if (verdict === 'dismissed') return 'dismissed';
  return author.isBot && !isOfHead(remark, feedback) ? 'outdated' : undefined;
}

/** Changed by somebody else than who wrote it: these are nobody's words. */
export function isForeign({ author, edited }: Remark): boolean {
  if (edited === undefined) return false;
  const { by } = edited;
  return by === undefined || by.login.toLowerCase() !== author?.login.toLowerCase() || by.isBot !== author.isBot;
}

/** A comment in the conversation names no commit: it is of the head where it was written or renewed since that was made. */
function isOfHead({ commit, updatedAt }: Remark, { headSha, headCommittedAt }: PullRequestFeedback): boolean {
  if (commit !== undefined) return commit === headSha;
  return headCommittedAt === undefined || updatedAt >= headCommittedAt;
}

function openedBy([first, ...others]: Counted[], { pull, now }: Absorbing): FindingRecord {
  if (first === undefined) throw new Error('nothing was said');
  const newest = others.at(-1) ?? first;
  const { owner, repo, number } = pull;
  return {
    ...{ owner, repo, number, fingerprint: first.fingerprint },
    ...placeOf(newest.remark),
    source: newest.remark.author ?? { login: '', isBot: false },
    body: newest.body,
    state: 'open',
    reason: newest.body === '' ? 'no_text' : undefined,
    tries: 0,
    openedAt: now,
    updatedAt: now,
    version: 0,
  };
}

function placeOf({ kind, commentId, thread, path, line, updatedAt }: Remark) {
  const at = thread && { threadId: thread.threadId, rootId: thread.rootId };
  return { kind, commentId, thread: at, path, line, remarkUpdatedAt: updatedAt };
}

function nextOf(finding: FindingRecord, context: Context): FindingRecord {
  const group = context.counted.get(finding.fingerprint);
  switch (finding.state) {
    case 'open':
      return group === undefined ? lost(confirmed(finding, context), context) : confirmed(finding, context);
    case 'addressed':
      return cameBack(finding, group, context);
    case 'dropped':
      if (group === undefined) return finding;
      return isAnsweredElsewhere(finding, group)
        ? confirmed({ ...finding, state: 'open', reason: 'unconfirmed' }, context)
        : reopened(finding, group, context);
  }
}

/** The comment that a run answered is deleted, and what is left was said before the answer. */
function isAnsweredElsewhere({ reason, answeredBy }: FindingRecord, group: readonly Counted[]): boolean {
  return (
    reason === 'deleted' && answeredBy !== undefined && group.every(({ remark }) => remark.updatedAt <= answeredBy.at)
  );
}

/** What a run says it has answered is addressed once its commit is seen on the branch. */
function confirmed(finding: FindingRecord, { feedback, absorbing }: Context): FindingRecord {
  const { answeredBy } = finding;
  if (answeredBy === undefined) return finding;
  const isThere = answeredBy.commit === undefined || feedback.commits.includes(answeredBy.commit);
  if (isThere) return { ...finding, state: 'addressed', reason: undefined, tries: 0 };
  if (elapsedMs(answeredBy.at, absorbing.now) < LISTED_WITHIN_MS) return finding;
  return { ...finding, answeredBy: undefined, reason: 'commit_missing', tries: finding.tries + 1 };
}

/** An open finding whose words do not count where they stood. */
function lost(finding: FindingRecord, context: Context): FindingRecord {
  if (finding.state !== 'open') return finding;
  const reason = lossOf(finding, context);
  return reason === undefined ? finding : { ...finding, state: 'dropped', reason };
}

function lossOf(finding: FindingRecord, { feedback, unknown }: Context): FindingReason | undefined {
  const name = commentName(finding);
  const remark = feedback.remarks.find((one) => commentName(one) === name);
  if (remark === undefined) return feedback.isWhole ? 'deleted' : undefined;
  if (unknown.has(name)) return undefined;
  if (isForeign(remark)) {
    const { edited: _, ...asItWas } = remark;
    const reason = obstacleTo(asItWas, feedback);
    return reason === 'not_counted' ? undefined : reason;
  }
  if (finding.body === '' && isApprovedSince(finding, feedback)) return 'approved';
  const isChanged = remark.updatedAt > finding.remarkUpdatedAt && remark.edited !== undefined;
  return obstacleTo(remark, feedback) ?? (isChanged ? 'edited' : 'not_counted');
}

function isApprovedSince({ source, remarkUpdatedAt }: FindingRecord, { remarks }: PullRequestFeedback): boolean {
  return remarks.some(
    ({ verdict, author, writtenAt }) =>
      verdict === 'approved' && author?.login === source.login && writtenAt >= remarkUpdatedAt,
  );
}

/** It is said again: in a comment that is younger than its answer, or in a thread that was resolved since and is no more. */
function cameBack(finding: FindingRecord, group: Counted[] | undefined, context: Context): FindingRecord {
  const again = group?.find(
    ({ remark }) =>
      commentName(remark) !== commentName(finding) && remark.writtenAt > (finding.answeredBy?.at ?? finding.updatedAt),
  );
  if (again !== undefined) return reopened(finding, [again], context, 'came_back');
  const own = context.feedback.remarks.find((one) => commentName(one) === commentName(finding));
  if (own?.thread === undefined || own.thread.isResolved === (finding.isResolved ?? false)) return finding;
  if (own.thread.isResolved) return { ...finding, isResolved: true };
  // The comment may say something else by now, while another with these words stands where it always stood.
  const still = group?.find(({ remark }) => remark === own);
  return still === undefined ? finding : reopened(finding, [still], context, 'came_back');
}

function reopened(
  finding: FindingRecord,
  group: Counted[],
  { absorbing }: Context,
  reason?: FindingReason,
): FindingRecord {
  const { openedAt, version } = finding;
  const anew = openedBy(group, absorbing);
  return { ...anew, ...(finding.isVouched && { isVouched: true }), reason: anew.reason ?? reason, openedAt, version };
}
