import type { StartRequest } from '../../shared/contract/runner.ts';
import { AppError } from '../../shared/domain/errors.ts';
import { EXECUTOR_RULES } from '../../shared/domain/executors.ts';
import type { Run } from '../../shared/domain/run.ts';
import { isSameName, repositoryIn, type WorkflowClaims, wrongClaim } from '../../shared/domain/workflow-claims.ts';
import { refusedClaim, requiredToken } from './caller-refusals.ts';
import type { EquipRunnerDeps } from './equip-runner-deps.ts';

/**
 * Makes sure that the caller is a job of the run's own workflow file, in the workflow run and attempt that it names: what
 * stands in the inputs can be read by all jobs of the workflow run, GitHub's signature names the one that calls. On Fly it is the
 * machine that was made for the run. Elsewhere nobody signs: there the result token must do, and that on a laptop only, whatever the
 * record of the run says.
 * A repository that was renamed since is known by its number, and the run then goes on under the present name. Answers the run as
 * it is now, and what GitHub attests, if anybody did.
 */
export async function confirmCaller(
  deps: Pick<EquipRunnerDeps, 'runs' | 'workflows' | 'machines' | 'repositories' | 'hasLocalExecutor'>,
  run: Run,
  { execution, oidcToken }: { execution: StartRequest; oidcToken: string | undefined },
): Promise<{ run: Run; attested: WorkflowClaims | undefined }> {
  switch (EXECUTOR_RULES[run.executor].vouchedBy) {
    case 'nobody':
      requireLaptop(deps, run);
      return { run, attested: undefined };
    case 'fly':
      await (await import('./confirm-machine.ts')).confirmMachine(deps, run, {
        execution,
        oidcToken,
      });
      return { run, attested: undefined };
    case 'github':
      return confirmJob(deps, run, { execution, oidcToken });
  }
}

type Confirmed = Awaited<ReturnType<typeof confirmCaller>>;
type Caller = Parameters<typeof confirmCaller>[2];

function requireLaptop({ hasLocalExecutor }: Pick<EquipRunnerDeps, 'hasLocalExecutor'>, { executor }: Run): void {
  if (hasLocalExecutor) return;
  throw new AppError('executor_refused', `nobody vouches for a run that executes ${executor}: only a laptop takes it`);
}

async function confirmJob(
  deps: Pick<EquipRunnerDeps, 'runs' | 'workflows' | 'repositories'>,
  run: Run,
  { execution, oidcToken }: Caller,
): Promise<Confirmed> {
  const attested = await deps.workflows.verify(requiredToken(oidcToken, 'calling job'));
  const home = await homeOf(deps, run, attested);
  const wrong = wrongClaim(attested, { run: home, repositoryId: home.repositoryId, ...execution });
  if (wrong !== undefined) throw refusedClaim(wrong);
  return { run: await underPresentName(deps, run, home), attested };
}

type Home = Run & { repositoryId: string };

/** The run with the number of its repository; where the caller names another, with the name that GitHub leads to from the run's. */
async function homeOf(
  { repositories }: Pick<EquipRunnerDeps, 'repositories'>,
  run: Run,
  claims: WorkflowClaims,
): Promise<Home> {
  const present = repositoryIn(claims);
  if (isSameName(claims.repository, `${run.owner}/${run.repo}`))
    return { ...run, repositoryId: await repositories.repositoryId(run) };
  const led = present && (await repositories.leadsTo(run, present));
  const isLedThere = led !== undefined && led === claims.repository_id;
  // A name that does not fit is the first claim to be refused.
  return { ...run, ...(isLedThere ? present : {}), repositoryId: led ?? '' };
}

async function underPresentName(
  { runs }: Pick<EquipRunnerDeps, 'runs'>,
  run: Run,
  { owner, repo }: Home,
): Promise<Run> {
  if (owner === run.owner && repo === run.repo) return run;
  const name = { owner, repo, renamedFrom: { owner: run.owner, repo: run.repo } };
  await runs.noteRepository(run.runId, name);
  return { ...run, ...name };
}
