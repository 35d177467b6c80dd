import type { AgentOutcome } from '../stages/handover.ts';
import { eachOnce, type LeftOut } from '../stages/left-out.ts';

/** What is known of the outcome so far; it is handed over as it is, whatever ends the work. */
export interface OutcomeDraft {
  summary: string;
  isApproved: boolean;
  /** Why the change as it is was not reviewed, if so. */
  notReviewed: string | undefined;
  openFindings: string[];
  failedChecks: AgentOutcome['failedChecks'];
  addressed: AgentOutcome['addressed'];
  /** What will not be in the change, found so far. */
  leftOut: LeftOut[];
  /** Whether an implementation has begun, so that what is in the working folder is its. */
  hasBegun: boolean;
  /** From when on the change, finished or not, is worth showing. */
  isShippable: boolean;
  failure: AgentOutcome['failure'];
}

export function emptyDraft(): OutcomeDraft {
  return {
    summary: '',
    isApproved: false,
    notReviewed: undefined,
    openFindings: [],
    failedChecks: [],
    addressed: [],
    leftOut: [],
    hasBegun: false,
    isShippable: false,
    failure: undefined,
  };
}

/** Adds replies to findings; only to those that were given, the last one for each. */
export function addReplies(draft: OutcomeDraft, replies: AgentOutcome['addressed'], given: readonly string[]): void {
  const all = [...draft.addressed, ...replies].filter(({ fingerprint }) => given.includes(fingerprint));
  draft.addressed = [...new Map(all.map((reply) => [reply.fingerprint, reply])).values()];
}

/** The outcome in the sizes of the hand-over. */
export function outcomeOf(
  draft: OutcomeDraft,
  facts: Pick<AgentOutcome, 'runId' | 'baseSha' | 'usage' | 'substitutions' | 'sessions'> & { hasChange: boolean },
): AgentOutcome {
  const { failure, notReviewed } = draft;
  const { runId, baseSha, usage, substitutions, sessions } = facts;
  return {
    runId,
    baseSha,
    usage,
    substitutions,
    sessions: sessions.slice(0, 200),
    outcome: outcomeName(draft, facts.hasChange),
    ...(failure === undefined ? {} : { failure: { ...failure, reason: beginning(failure.reason, 2000) } }),
    summary: beginning(draft.summary, 20_000),
    isApproved: draft.isApproved,
    ...(notReviewed === undefined ? {} : { notReviewed: beginning(notReviewed, 2000) }),
    openFindings: draft.openFindings.slice(0, 50).map((finding) => beginning(finding, 2000)),
    failedChecks: draft.failedChecks
      .slice(0, 20)
      .map(({ name, output }) => ({ name: beginning(name, 100), output: output.slice(-4000) })),
    leftOut: eachOnce(draft.leftOut)
      .slice(0, 100)
      .map(({ path, kind, what }) => ({ path: beginning(path, 300), kind, what: beginning(what, 200) })),
    addressed: draft.addressed.slice(0, 500).map((reply) => ({ ...reply, reply: beginning(reply.reply, 2000) })),
  };
}

/** Unfinished work ships once it is worth showing, whatever ended it; what a new run may do better is not shown before. */
function outcomeName({ failure, isShippable }: OutcomeDraft, hasChange: boolean): AgentOutcome['outcome'] {
  if (failure === undefined) return hasChange ? 'changed' : 'unchanged';
  return isShippable && hasChange ? 'changed' : 'failed';
}

function beginning(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
