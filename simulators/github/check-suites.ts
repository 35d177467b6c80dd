import type { CheckRunRecord, CheckSuite } from './code-state.ts';
import { readCommit } from './git/commits.ts';
import { resolveCommit } from './git/refs.ts';
import { checkRunsOf, isLatest } from './operations/checks.ts';
import { gitDirOf, type World } from './operations/world.ts';
import { nextId, pullsOf } from './pull-requests.ts';
import { fullName, type SimulatedRepository } from './repositories.ts';

/** A check that an App or a workflow reports on a commit. */
export interface ReportedCheck {
  name: string;
  /** Absent: it still runs. */
  conclusion?: Exclude<CheckRunRecord['conclusion'], null>;
  /** @default github-actions */
  appSlug?: string;
  title?: string;
  summary?: string;
}

/** Enters what an App reports on a commit, and tells of its suite once that is over. */
export async function reportCheck(
  world: World,
  repository: SimulatedRepository,
  ref: string,
  check: ReportedCheck,
): Promise<void> {
  const gitDir = gitDirOf(repository);
  const commit = await readCommit(gitDir, (await resolveCommit(gitDir, ref)) ?? '');
  if (commit === undefined) throw new Error(`there is no commit ${ref} in ${fullName(repository)}`);
  const pulls = await pullsOf(world, repository);
  const { name, conclusion = null, appSlug = 'github-actions', title = null, summary = null } = check;
  const { code } = world.state();
  const [startedAt, { sha: headSha }] = [world.clock.now(), commit];
  code.checkRuns.push({
    ...{ id: nextId(code), repository: fullName(repository), headSha, name, appSlug, title, summary, startedAt },
    ...{ conclusion, status: conclusion === null ? 'in_progress' : 'completed' },
    completedAt: conclusion === null ? null : startedAt,
  });
  const runs = checkRunsOf(world, repository, headSha).filter((run) => run.appSlug === appSlug);
  const latest = runs.filter((run) => isLatest(world, run));
  const outcome = outcomeOf(latest);
  if (outcome === undefined) return;
  const ofHead = pulls.filter((pull) => pull.closedAt === null && pull.headSha === headSha);
  const facts = { id: runs[0]?.id ?? 0, repository: fullName(repository), appSlug, commit };
  const suite = { ...facts, conclusion: outcome, pulls: ofHead, runs: latest };
  world.tell({ event: 'check_suite', action: 'completed', suite });
}

/** The worst first: a suite ends as the worst of its checks. */
const CONCLUSIONS = ['failure', 'timed_out', 'action_required', 'cancelled', 'success', 'neutral', 'skipped'] as const;

/** How the checks of a suite ended; undefined while one runs. */
function outcomeOf(runs: readonly CheckRunRecord[]): CheckSuite['conclusion'] | undefined {
  if (runs.some(({ conclusion }) => conclusion === null)) return undefined;
  return CONCLUSIONS.find((one) => runs.some(({ conclusion }) => conclusion === one));
}
