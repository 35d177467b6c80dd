import type { RunContext } from '../../shared/contract/runner.ts';
import { substitutionNotes } from '../claude/with-fallbacks.ts';
import type { Verdict } from '../gap-analysis/gap-comment.ts';
import { postGapAnalysis, reviewNotes } from '../gap-analysis/post-gap-analysis.ts';
import { explaining } from '../github/github-refusal.ts';
import type { PartialReport } from '../orchestrator/reported.ts';
import { answeredFindings, answeredLines, answerFindings } from './answer-findings.ts';
import { type ExternalFinding, externalFindings, waitForReviewers } from './external-reviews.ts';
import { heedVerdict } from './finish-draft.ts';
import { diffOf, fileIn, forkPoint, writeTree } from './head-tree.ts';
import type { FinishedDraft, PublishDeps, Published } from './publish-deps.ts';
import type { ExternalReviewer } from './review-settings.ts';

const WRITE = 'Pull requests: write';
/** What a report holds of reviewers' findings; a report has 256 kB. */
const MOST_REPORTED = 20;
const LONGEST_REPORTED = 8000;

/** Ids of what reviewers said before this run pushed. */
export async function earlierFindings(
  { github }: PublishDeps,
  { followUp }: RunContext,
  reviewers: readonly ExternalReviewer[],
): Promise<ReadonlySet<string>> {
  if (followUp === undefined || reviewers.length === 0) return new Set();
  return new Set((await externalFindings(github, followUp.pullNumber, reviewers)).map(nameOf));
}

const nameOf = ({ kind, commentId }: ExternalFinding) => `${kind} ${commentId}`;

/** As the report has it: as many as it can hold; more are found on the pull request. */
export function reported(findings: readonly ExternalFinding[]): NonNullable<PartialReport['reviewerFindings']> {
  return findings.slice(0, MOST_REPORTED).map(({ kind, commentId, login, path, line, body }) => ({
    ...{ kind, commentId, login, body: body.slice(0, LONGEST_REPORTED) },
    ...(path !== undefined && { path: path.slice(0, 1000) }),
    ...(line !== undefined && { line }),
  }));
}

export interface Reviews {
  findings: ExternalFinding[];
  missing: string[];
}

/** What reviewers outside of us say meanwhile; whatever goes wrong here is told, and stops nothing. */
export function awaitReviews(deps: PublishDeps, published: Published): Promise<Reviews> {
  const { github, reporter, signal, now, reviewPollMs: pollMs, reviewLimitMs: limitMs } = deps;
  const { reviewers, earlier, pull, head } = published;
  const times = { ...(pollMs === undefined ? {} : { pollMs }), ...(limitMs === undefined ? {} : { limitMs }) };
  return reporter.step(
    { stepId: 'reviewers', name: 'Wait for reviewers' },
    async () => {
      const { missing } = await waitForReviewers(github, head, { reviewers, signal, now, ...times });
      const found = await bestEffort(deps, externalFindings(github, pull.number, reviewers));
      return { missing, findings: (found ?? []).filter((finding) => !earlier.has(nameOf(finding))) };
    },
    ({ missing, findings }) =>
      missing.length === 0
        ? `findings: ${findings.length}`
        : `went on without ${missing.join(', ')}; findings: ${findings.length}`,
  );
}

export async function analyse(
  deps: PublishDeps,
  context: RunContext,
  { published, external, partial }: { published: Published; external: Reviews | undefined; partial: PartialReport },
): Promise<Verdict | undefined> {
  const { copy, defaultHead, head, pull, outcome } = published;
  const work = async () => {
    const request = {
      context,
      diff: await diffOf(copy, await forkPoint(copy, head, defaultHead), head),
      folder: await writeTree(copy, head, deps.scratch),
      readFile: (path: string) => fileIn(copy, defaultHead, path),
      spentUsd: outcome.usage.costUsd,
      signal: deps.signal,
    };
    const source = {
      request,
      external: external?.findings ?? [],
      addressed: answeredLines(answeredFindings(context, outcome, head), deps.redact),
      notes: [...substitutionNotes(outcome.substitutions), ...reviewNotes(external?.missing ?? [])],
    };
    const heed = async (verdict: Verdict | undefined) => {
      const { isDraft, words } = await heedVerdict(deps, context, published, verdict);
      partial.isDraft = isDraft;
      return words;
    };
    return postGapAnalysis({ ...deps, heed }, pull.number, source);
  };
  const step = { stepId: 'gap-analysis', name: 'Analyse the gaps' };
  const summary = ({ failure }: { failure: string | undefined }) => failure ?? 'posted';
  const posted = await bestEffort(
    deps,
    deps.reporter.step(step, () => explaining('write the gap analysis', WRITE, work), summary),
  );
  if (posted !== undefined) partial.gapAnalysis = posted.markdown;
  return posted?.verdict;
}

export async function answer(
  deps: PublishDeps,
  context: RunContext,
  published: Published,
  { partial, draft }: { partial: PartialReport; draft: FinishedDraft | undefined },
): Promise<void> {
  const { outcome, pull, head } = published;
  const answered = answeredFindings(context, outcome, head);
  partial.addressedFindings = answered.map(({ finding }) => finding.fingerprint);
  const { github, redact } = deps;
  const replies = { context, pullNumber: pull.number, head, answered, outcome, draft, redact };
  const step = { stepId: 'answer', name: 'Answer the feedback' };
  await bestEffort(
    deps,
    deps.reporter.step(step, () => explaining('answer the feedback', WRITE, () => answerFindings(github, replies))),
  );
}

/** For what must not fail a run whose work is on GitHub: the step tells what went wrong. */
export async function bestEffort<T>({ signal }: PublishDeps, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
