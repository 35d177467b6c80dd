import { describe, expect, it } from 'vitest';
import { githubExecutor } from '../../shared/adapters/github/github-executor.ts';
import type { FailureCode } from '../../shared/domain/failures/failures.ts';
import { APP, aGitHubSimulator, aRepository } from '../../simulators/test/a-github-simulator.ts';
import { aRunRequest } from '../builders/a-run-request.ts';
import { aGitHubSubject, DISPATCH, MINT } from './a-github-subject.ts';

const the = aGitHubSubject();

const refusedBecause = (code: FailureCode, sentence: RegExp) => ({
  outcome: 'refused',
  concerns: 'mapping',
  code,
  reason: expect.stringMatching(sentence),
});
const firstWorkflow = () => the().repository.workflows[0] ?? expect.unreachable();

describe('refusals that concern the mapping', () => {
  it('a workflow file that is missing', async () => {
    the().repository.workflows = [];
    expect(await the().dispatch()).toEqual(
      refusedBecause(
        'workflow_missing',
        /no such workflow file.*claude-implement\.yml in acme\/backend\. .* "Sync templates"/,
      ),
    );
  });

  it('a branch that is missing', async () => {
    expect(await the().dispatch(the().run({ defaultBranch: 'trunk' }))).toEqual(
      refusedBecause('default_branch_missing', /no such branch.*: trunk of acme\/backend\./),
    );
  });

  it('a branch that is called something else now, which is named', async () => {
    const { simulator, run } = the();
    await simulator.addRepository(aRepository({ name: 'renamed', seed: { 'README.md': '# A repository\n' } }));
    await simulator.people.renameBranch('acme/renamed', 'main', 'trunk');
    expect(await the().dispatch(run({ repo: 'renamed' }))).toEqual(
      refusedBecause('default_branch_missing', /: main of acme\/renamed, which is called trunk now\. Correct/),
    );
  });

  it('a workflow without workflow_dispatch', async () => {
    firstWorkflow().lacksDispatch = true;
    expect(await the().dispatch()).toEqual(
      refusedBecause('workflow_outdated', /does not fit this version.*claude-implement\.yml.* "Sync templates"/),
    );
  });

  it('a workflow that is disabled', async () => {
    firstWorkflow().disabled = 'inactivity';
    expect(await the().dispatch()).toEqual(
      refusedBecause(
        'workflow_disabled',
        /after 60 days without activity: .*claude-implement\.yml in acme\/backend\. Enable it/,
      ),
    );
  });

  it('a workflow file of another version, which does not know an input', async () => {
    const workflow = firstWorkflow();
    workflow.inputs = workflow.inputs.filter((input) => input.name !== 'run_id');
    expect(await the().dispatch()).toEqual(
      refusedBecause('workflow_outdated', /does not fit this version.* "Sync templates"/),
    );
  });

  it('a workflow file of another version, which wants one more input', async () => {
    firstWorkflow().inputs.push({ name: 'issue_id', isRequired: true });
    expect(await the().dispatch()).toEqual(
      refusedBecause('workflow_outdated', /does not fit this version.* "Sync templates"/),
    );
  });
});

describe('refusals that concern the App in a repository', () => {
  it('an App that is not installed there', async () => {
    the().repository.isInstalled = false;
    expect(await the().dispatch()).toEqual(refusedBecause('app_not_installed', /App is not installed .*acme\/backend/));
  });

  it('an installation without the permission', async () => {
    the().repository.grants = { actions: 'read', metadata: 'read' };
    expect(await the().dispatch()).toEqual(refusedBecause('app_not_permitted', /"Actions: write"/));
  });

  it('a repository that forbids it', async () => {
    const body = { message: 'Repository was archived so is read-only.' };
    the().simulator.faults.add({ operation: DISPATCH, kind: 'status', status: 403, body, times: 1 });
    expect(await the().dispatch()).toEqual(
      refusedBecause('repository_archived', /is archived.*acme\/backend .*Unarchive it/),
    );
  });

  it('an installation that is suspended', async () => {
    const body = { message: 'This installation has been suspended' };
    the().simulator.faults.add({ operation: MINT, kind: 'status', status: 403, body, times: 1 });
    expect(await the().dispatch()).toEqual(refusedBecause('app_suspended', /suspended.*Lift the suspension/));
  });
});

describe('credentials of the App that are wrong', () => {
  const dispatchWith = (apiUrl: string, privateKey: string) => {
    const run = the().run();
    const executor = githubExecutor({
      apiUrl,
      key: async () => ({ appId: APP.appId, privateKey }),
      now: the().clock.now,
    });
    return executor.dispatch(run, aRunRequest(run));
  };

  it('a key that belongs to another App', async () => {
    const other = await aGitHubSimulator({ appId: '99' });
    const outcome = await dispatchWith(other.simulator.url, APP.privateKey);
    expect(outcome).toEqual(refusedBecause('app_credential_refused', /does not accept the App's id and private key/));
    await other.close();
  });

  it('a private key that is none', async () => {
    const outcome = await dispatchWith(the().simulator.url, 'nonsense-canary');
    expect(outcome).toEqual(refusedBecause('app_credential_refused', /private key of the GitHub App cannot be used/));
    expect(JSON.stringify(outcome)).not.toContain('canary');
  });
});

describe('a key of the App that is corrected while a process lives', () => {
  it.each([
    ['another App', async () => ({ ...APP, appId: '99' })],
    ['no key', async () => ({ ...APP, privateKey: 'nonsense' })],
  ])('is read and used at once in the place of that of %s', async (_, before) => {
    const asked: boolean[] = [];
    const key = ({ isFresh }: { isFresh: boolean }) => {
      asked.push(isFresh);
      return isFresh ? APP.key() : before();
    };
    const run = the().run();
    const executor = githubExecutor({ apiUrl: the().simulator.url, key, now: the().clock.now });

    expect(await executor.dispatch(run, aRunRequest(run))).toMatchObject({ outcome: 'dispatched' });
    expect(asked.slice(0, 2)).toEqual([false, true]);
  });
});

it('blames the ticket for what else GitHub cannot process, without the tokens that it repeats', async () => {
  const body = { message: 'Odd input ghs_1234_abc.def-canary and eyJhbGciOi.eyJzdWIi.canary' };
  the().simulator.faults.add({ operation: DISPATCH, kind: 'status', status: 422, body, times: 1 });
  expect(await the().dispatch()).toEqual({
    outcome: 'refused',
    concerns: 'ticket',
    code: 'run_refused',
    reason: 'GitHub refused this run (422): Odd input <token> and <token>',
  });
});
