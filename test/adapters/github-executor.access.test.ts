import { describe, expect, it } from 'vitest';
import { RepositoryRefusal } from '../../shared/domain/errors.ts';
import type { FailureCode } from '../../shared/domain/failures/failures.ts';
import { HOUR_MS } from '../../shared/domain/time.ts';
import type { SimulatedRepository } from '../../simulators/github/repositories.ts';
import { aGitHubSubject } from './a-github-subject.ts';

const the = aGitHubSubject();

type Change = (repository: SimulatedRepository) => void;
const archive: Change = (repository) => {
  repository.isArchived = true;
};
const suspend: Change = (repository) => {
  repository.isSuspended = true;
};
const withdraw: Change = (repository) => {
  repository.grants = { contents: 'write', metadata: 'read' };
};
const rename: Change = () => the().simulator.people.rename('acme/backend', 'server');

async function started() {
  const outcome = await the().dispatch();
  return outcome.outcome === 'dispatched' ? outcome.workflowRunId : expect.unreachable();
}

describe.each([
  ['at the first order', 0],
  ['with the token of an earlier order', 1],
  ['an hour after an earlier order', 2],
])('what GitHub refuses for good, %s', (_, earlier) => {
  it.each<[string, Change, FailureCode]>([
    ['a repository that was archived', archive, 'repository_archived'],
    ['an installation that was suspended', suspend, 'app_suspended'],
    ['a permission that was withdrawn', withdraw, 'app_not_permitted'],
    ['a repository that was renamed', rename, 'repository_moved'],
  ])('%s has its code', async (_name, change, code) => {
    if (earlier > 0) await the().dispatch();
    if (earlier > 1) the().clock.advance(HOUR_MS);
    change(the().repository);

    expect(await the().dispatch()).toMatchObject({ outcome: 'refused', concerns: 'mapping', code });
  });
});

describe('looking at an execution', () => {
  it.each<[string, Change, FailureCode]>([
    ['an installation that was suspended', suspend, 'app_suspended'],
    ['a permission that was withdrawn', withdraw, 'app_not_permitted'],
  ])('%s is no outage', async (_, change, code) => {
    const workflowRunId = await started();
    const { executor, run } = the();
    change(the().repository);

    const refused = { name: RepositoryRefusal.name, code };
    await expect(executor.find(run())).rejects.toMatchObject(refused);
    await expect(executor.state(run(), workflowRunId)).rejects.toMatchObject(refused);
    await expect(executor.cancel(run(), workflowRunId)).rejects.toMatchObject(refused);
  });

  it('an archived repository still tells, and stops nothing', async () => {
    const workflowRunId = await started();
    const { executor, run } = the();
    archive(the().repository);

    expect(await executor.find(run())).toHaveLength(1);
    expect(await executor.state(run(), workflowRunId)).toBe('queued');
    await expect(executor.cancel(run(), workflowRunId)).rejects.toMatchObject({ code: 'repository_archived' });
  });

  it.each([
    ['while our token for it lasts', 0],
    ['with a new token', HOUR_MS],
  ])('goes on under the new name of a repository, %s', async (_, afterMs) => {
    const workflowRunId = await started();
    const { executor } = the();
    const run = the().run();
    rename(the().repository);
    the().clock.advance(afterMs);

    expect(await executor.find(run)).toMatchObject([{ workflowRunId }]);
    expect(await executor.job(run, workflowRunId)).toBeUndefined();
    expect(await executor.state(run, workflowRunId)).toBe('queued');
    await executor.cancel(run, workflowRunId);
    expect(await executor.state(run, workflowRunId)).toEqual({ ended: 'cancelled' });
  });
});

describe('an App that was installed anew', () => {
  it.each([
    ['at once', 0],
    ['when its token is over', HOUR_MS],
  ])('is found %s', async (_, afterMs) => {
    await the().dispatch();
    the().clock.advance(afterMs);
    const { people } = the().simulator;
    people.removeApp('acme');
    people.installApp('acme');

    expect(await the().dispatch()).toMatchObject({ outcome: 'dispatched' });
  });

  it('is looked up once where it is gone', async () => {
    await the().dispatch();
    the().clock.advance(HOUR_MS);
    the().repository.isInstalled = false;

    expect(await the().dispatch()).toMatchObject({ outcome: 'refused', code: 'app_not_installed' });
  });
});
