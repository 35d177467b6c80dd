import type { RunContext } from '../../shared/contract/runner.ts';
import { presentableLine } from '../../shared/domain/untrusted-text.ts';
import type { Verdict } from '../gap-analysis/gap-comment.ts';
import { againIfUnanswered, explaining } from '../github/github-refusal.ts';
import { answeredFindings } from './answer-findings.ts';
import { makeDraft, makeReady } from './draft-state.ts';
import type { FinishedDraft, PublishDeps, Published } from './publish-deps.ts';

const ACT = 'make the draft ready for review';
const WITHDRAW = 'make the pull request a draft';
/** GitHub's documents name no permission; it refuses those who may write pull requests only. */
const PERMISSION = 'Contents: write, Pull requests: write';

/**
 * Makes a draft of ours ready for review after a follow-up that left nothing open, and whose gap analysis agrees. One that somebody made a draft stays one. Whatever
 * goes wrong here fails no run, and is told. Undefined where there is nothing to do: it is no draft, or something is left open.
 */
export async function finishDraft(
  deps: PublishDeps,
  context: RunContext,
  { outcome, pull, head }: Pick<Published, 'outcome' | 'pull' | 'head'>,
  { openFindings = 0, verdict }: { openFindings?: number | undefined; verdict: Verdict | undefined },
): Promise<FinishedDraft | undefined> {
  const given = context.followUp?.findings.length ?? 0;
  const isAllAnswered = answeredFindings(context, outcome, head).length === given;
  const isSound = outcome.isApproved && outcome.failure === undefined && openFindings === 0;
  const isWhole = isSound && isAllAnswered && verdict === 'ready';
  if (!pull.isDraft || !isWhole) return undefined;
  const step = { stepId: 'ready', name: 'Make the draft ready' };
  const make = () =>
    explaining(ACT, PERMISSION, () => againIfUnanswered(() => makeReady(deps.github, pull.number, ACT)));
  try {
    return await deps.reporter.step(step, make, (made) => (made.isReady ? 'ready for review' : made.why));
  } catch (error) {
    deps.signal.throwIfAborted();
    const words = error instanceof Error ? error.message : String(error);
    return { isReady: false, why: `Nothing is left open, but it is a draft still: ${words}` };
  }
}

/** What the word of the analysis makes of the pull request, for people. */
export interface Heeded {
  isDraft: boolean;
  words: string;
}

/**
 * The review of a change comes from the job in which foreign code runs; the gap analysis does not, so its word decides: a pull request that this
 * run opened is a draft unless the analysis agrees that it is ready. One that stood already is for people, or a later follow-up, to judge.
 */
export async function heedVerdict(
  deps: Pick<PublishDeps, 'github' | 'redact' | 'signal'>,
  context: RunContext,
  { outcome, pull }: Pick<Published, 'outcome' | 'pull'>,
  verdict: Verdict | undefined,
): Promise<Heeded> {
  const { isDraft, number } = pull;
  if (verdict === 'ready') return { isDraft, words: outcome.isApproved ? AGREES : ALONE };
  const words = verdict === undefined ? UNJUDGED : outcome.isApproved ? DISAGREES : NOT_READY;
  if (isDraft || context.followUp !== undefined) return { isDraft, words };
  try {
    await explaining(WITHDRAW, PERMISSION, () => againIfUnanswered(() => makeDraft(deps.github, number, WITHDRAW)));
    return { isDraft: true, words: `${words} So it is a draft.` };
  } catch (error) {
    deps.signal.throwIfAborted();
    const said = presentableLine(error instanceof Error ? error.message : String(error), {
      redact: deps.redact,
      length: 500,
    });
    return { isDraft, words: `${words} It could not be made a draft: ${said}` };
  }
}

const AGREES =
  "✅ The review approved of this change, and this analysis, which ran apart from the repository's code, finds it ready too.";
const ALONE = '✅ This analysis finds the change ready; its review, or a check, does not.';
const DISAGREES =
  "⚠️ The review approved of this change. This analysis, which ran apart from the repository's code, does not find it ready.";
const NOT_READY = '⚠️ Neither the review nor this analysis finds the change ready.';
const UNJUDGED = '⚠️ Nobody has judged this change but the job in which it was made.';
