import { afterEach, beforeEach, expect } from 'vitest';
import { githubExecutor } from '../../shared/adapters/github/github-executor.ts';
import type { Run } from '../../shared/domain/run.ts';
import { instant } from '../../shared/domain/time.ts';
import type { DispatchOutcome, Executor } from '../../shared/ports/executor.ts';
import { APP, aGitHubSimulator, type GitHubForTests } from '../../simulators/test/a-github-simulator.ts';
import { aRun } from '../builders/a-run.ts';
import { aRunRequest } from '../builders/a-run-request.ts';

export const DISPATCH = 'actions/create-workflow-dispatch';
export const MINT = 'apps/create-installation-access-token';
export const LOOK_UP = 'apps/get-repo-installation';

export interface GitHubSubject extends GitHubForTests {
  executor: Executor;
  /** A run that was reserved just now. */
  run(overrides?: Partial<Run>): Run;
  dispatch(run?: Run): Promise<DispatchOutcome>;
}

/** A new executor with a new simulator for each test, which must have found nothing wrong with any request. */
export function aGitHubSubject(): () => GitHubSubject {
  let subject: GitHubSubject;
  beforeEach(async () => {
    const github = await aGitHubSimulator();
    const { simulator, clock } = github;
    const executor = githubExecutor({ apiUrl: simulator.url, ...APP, now: clock.now });
    const run = (overrides: Partial<Run> = {}) => aRun({ reservedAt: instant(clock.now()), ...overrides });
    const dispatch = (ofRun = run()) => executor.dispatch(ofRun, aRunRequest(ofRun));
    subject = { ...github, executor, run, dispatch };
  });
  afterEach(async () => {
    await subject.close();
    expect(subject.simulator.failures).toEqual([]);
    expect(subject.simulator.counts()).toMatchObject({ refusals: [], unversioned: 0 });
  });
  return () => subject;
}
