import {
  answerFindings,
  type FindingsAnswer,
  type ReportedFinding,
  vouchedFindings,
} from '../../../shared/domain/follow-ups/answer-findings.ts';
import { isMinor } from '../../../shared/domain/follow-ups/counting/bot-formats.ts';
import { isRepeated } from '../../../shared/domain/follow-ups/follow-ups.ts';
import type { PullRequestRecord } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import type { Run } from '../../../shared/domain/run.ts';
import type { AdvanceRunDeps } from '../advance-run-deps.ts';

const TRIES = 8;

/**
 * Takes the end of a run into the findings of its pull request, before the record takes in the run: what it was given and answered, and
 * what reviewers posted while it waited for them. A run that is repeated has answered nothing yet.
 */
export async function settleFindings(deps: AdvanceRunDeps, record: PullRequestRecord, run: Run): Promise<void> {
  const report = (await deps.runs.readReport(run.runId))?.report;
  const posted = await countedOf(deps, record, report?.reviewerFindings ?? []);
  const isFollowUp = run.phase === 'gap-fill' && !isRepeated(record, run, deps.clock.now());
  if (posted.length === 0 && !isFollowUp) return;
  const given = isFollowUp ? ((await deps.runs.readContext(run))?.followUp?.findings ?? []) : [];
  const answers = {
    runId: run.runId,
    isSuccess: run.status === 'succeeded',
    given: given.map(({ fingerprint }) => fingerprint),
    addressed: report?.addressedFindings ?? [],
    commit: report?.headCommit,
  };
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    if (await isNoted(deps, record, { answers, posted })) return;
  }
  throw new Error(
    `the findings of ${record.owner}/${record.repo}#${record.number} kept changing while a run was settled`,
  );
}

interface Ended {
  answers: Omit<FindingsAnswer, 'now'>;
  posted: readonly ReportedFinding[];
}

/** False where somebody else changed a finding in between: a look, as a rule. */
async function isNoted(deps: AdvanceRunDeps, record: PullRequestRecord, { answers, posted }: Ended): Promise<boolean> {
  const [now, known] = [deps.clock.now(), await deps.pullRequests.findings(record)];
  const answered = answerFindings(known, { ...answers, now });
  const vouched = vouchedFindings(record, posted, { known, hashOf: deps.ids.hashOf, now });
  const written: string[] = [];
  for (const finding of [...answered, ...vouched]) written.push(await deps.pullRequests.writeFinding(finding));
  return !written.includes('stale');
}

/** What a reviewer calls trivial counts where the mapping says so. */
async function countedOf(
  deps: AdvanceRunDeps,
  { mappingId }: PullRequestRecord,
  posted: readonly ReportedFinding[],
): Promise<ReportedFinding[]> {
  if (!posted.some(isMinor)) return [...posted];
  const countsMinor = (await deps.mappings.read(mappingId))?.minorFindingsCount ?? false;
  return posted.filter((finding) => countsMinor || !isMinor(finding));
}
