import type { RunContext, RunReport } from '../../../shared/contract/runner.ts';
import type { World } from '../world.ts';
import { shaOf } from './reviewers.ts';
import { pushTo, type Reviews } from './reviews.ts';
import { tellOfPull } from './webhooks.ts';

/** What a run does on its pull request: it answers most of what it was given, with a commit that it pushed, or without one. */
export function followUpReport(
  world: World,
  reviews: Reviews,
  { followUp, owner, repo, branch }: Pick<RunContext, 'followUp' | 'owner' | 'repo' | 'branch'>,
): Partial<RunReport> {
  if (followUp === undefined) return {};
  const { random, fakes, plan } = world;
  const answers = plan.isActive ? 0.8 : 1;
  const addressedFindings = followUp.findings
    .filter(() => random.chance(answers))
    .map(({ fingerprint }) => fingerprint);
  if (random.chance(0.2)) return { addressedFindings };
  const sha = shaOf(world);
  // Now and then a run names a commit that is not on the branch.
  if (plan.isActive && random.chance(0.05)) return { addressedFindings, headCommit: sha };
  const place = { owner, repo, number: followUp.pullNumber, head: branch };
  const pull = pushTo(reviews, place, { sha, at: fakes.clock.now() });
  tellOfPull(world, reviews, pull, 'synchronize');
  return { addressedFindings, headCommit: sha };
}

/** What a run says it answered counts once it was told that its report is taken, and its commit is there. */
export function bookAnswers(
  { fakes }: World,
  { pulls, answered }: Reviews,
  { runId, context, report }: { runId: string; context: RunContext; report: RunReport },
): void {
  const { followUp } = context;
  if (followUp === undefined || report.outcome !== 'success') return;
  const { addressedFindings = [], headCommit } = report;
  const isThere = headCommit === undefined || pulls.get(followUp.pullNumber)?.commits.includes(headCommit);
  if (!isThere) return;
  const at = fakes.clock.now();
  for (const { fingerprint, body } of followUp.findings) {
    if (addressedFindings.includes(fingerprint)) answered.set(body, { runId, at });
  }
}
