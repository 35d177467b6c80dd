import type { Instant } from '../time.ts';
import { FINDING_LIMIT, type FindingRecord, fingerprintText, MOST_TRIES } from './finding.ts';
import type { PullRequestId } from './pull-request-record.ts';

/** How the run ended that was given findings. */
export interface FindingsAnswer {
  runId: string;
  isSuccess: boolean;
  /** Fingerprints of what the run was given, and of what it says it answered. */
  given: readonly string[];
  addressed: readonly string[];
  /** The newest commit that it pushed; undefined where it pushed nothing. */
  commit?: string | undefined;
  now: Instant;
}

/**
 * Takes the end of a run into the findings that it was given; answers those that change. What it answered with a commit is addressed once that
 * is seen on the branch; what it did not answer is tried once more. Taken in twice, it changes nothing.
 */
export function answerFindings(findings: readonly FindingRecord[], answer: FindingsAnswer): FindingRecord[] {
  const { runId, given, now } = answer;
  return findings
    .filter(({ fingerprint, lastRunId }) => given.includes(fingerprint) && (lastRunId ?? '') < runId)
    .map((finding) => ({ ...answered(finding, answer), lastRunId: runId, updatedAt: now }));
}

function answered(finding: FindingRecord, { runId, isSuccess, addressed, commit, now }: FindingsAnswer): FindingRecord {
  const isAddressed = isSuccess && addressed.includes(finding.fingerprint);
  const answeredBy = { runId, commit, at: now };
  // Its author took it back meanwhile; where they had said it in another comment too, that is answered with it.
  if (finding.state === 'dropped' && finding.reason !== 'outdated')
    return isAddressed ? { ...finding, answeredBy } : finding;
  if (isAddressed) {
    if (commit === undefined) return { ...finding, state: 'addressed', reason: undefined, answeredBy, tries: 0 };
    return { ...finding, state: 'open', reason: 'unconfirmed', answeredBy };
  }
  if (finding.state !== 'open') return finding;
  const tries = finding.tries + 1;
  const reason = tries >= MOST_TRIES ? 'left' : isSuccess ? 'unanswered' : 'run_failed';
  return { ...finding, tries, reason };
}

/** What a run's report says that a reviewer posted. */
export interface ReportedFinding {
  kind: 'inline' | 'review';
  commentId: string;
  login: string;
  path?: string | undefined;
  line?: number | undefined;
  body: string;
}

/** Findings of what a report vouches for, but for those that are known. `hashOf`: SHA-256 in hexadecimal. */
export function vouchedFindings(
  pull: PullRequestId,
  reported: readonly ReportedFinding[],
  { known, hashOf, now }: { known: readonly FindingRecord[]; hashOf(text: string): string; now: Instant },
): FindingRecord[] {
  const { owner, repo, number } = pull;
  const found = reported.map(({ kind, commentId, login, path, line, body: whole }): FindingRecord => {
    const source = { login: login.replace(/\[bot\]$/, ''), isBot: true };
    const body = whole.slice(0, FINDING_LIMIT);
    return {
      ...{ owner, repo, number, kind, commentId, source, path, line, body },
      fingerprint: hashOf(fingerprintText({ source, path, line, body })),
      thread: kind === 'inline' ? { threadId: '', rootId: commentId } : undefined,
      isVouched: true,
      state: 'open',
      remarkUpdatedAt: now,
      tries: 0,
      openedAt: now,
      updatedAt: now,
      version: 0,
    };
  });
  const isKnown = new Set(known.map(({ fingerprint }) => fingerprint));
  return found.filter(({ fingerprint }, at) => {
    const isFirst = found.findIndex((one) => one.fingerprint === fingerprint) === at;
    return isFirst && !isKnown.has(fingerprint);
  });
}
