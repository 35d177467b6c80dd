import { githubCodeHost } from '../../shared/adapters/github/github-code-host.ts';
import type { RunnerJob } from '../../shared/domain/runner-jobs.ts';
import { gitBytes } from '../../simulators/github/git/git.ts';
import { DEFAULT_EVENTS, DEFAULT_GRANTS } from '../../simulators/github/repositories.ts';
import type { WorkflowRun } from '../../simulators/github/workflow-runs.ts';
import { aCodeHost } from '../../simulators/test/a-code-repository.ts';
import { APP } from '../../simulators/test/a-github-simulator.ts';
import { codeHostContract } from '../contracts/code-host.ts';

/** A run of the workflow file that the contract installs. */
function aFinishedRun(at: number): WorkflowRun {
  return {
    ...{ id: 30_000_000_001, repository: 'acme/backend', workflow: 'claude-plan.yml', branch: 'main', name: 'A run' },
    ...{ inputs: {}, createdAt: at, listedAt: at, updatedAt: at, attempt: 1, hasPassedGate: false },
    ...{ status: 'completed', conclusion: 'success' },
  };
}

codeHostContract('on GitHub', async () => {
  const github = await aCodeHost({ protectedBranches: [] });
  const { simulator, repository, clock } = github;
  const gitDir = repository.gitDir ?? '';
  const pulls = () => simulator.export().code.pulls.filter(({ closedAt }) => closedAt === null);
  return {
    codeHost: githubCodeHost({ apiUrl: simulator.url, ...APP, now: clock.now }),
    async push(branch, { path, content }) {
      await simulator.people.push('acme/backend', branch, { [path]: content }, 'By hand');
    },
    async merge() {
      await simulator.people.merge({ repository: 'acme/backend', number: pulls()[0]?.number ?? 0 });
    },
    contentOf: async (branch, path) =>
      (await gitBytes(gitDir, ['cat-file', 'blob', `refs/heads/${branch}:${path}`])).toString(),
    openPulls: () => pulls().map(({ base, head, title, body }) => ({ base, branch: head, title, body: body ?? '' })),
    endRun(jobs) {
      const run = aFinishedRun(clock.now());
      const inDefaultGroup = ({ name, labels, runnerName = '' }: RunnerJob) => ({
        ...{ name, labels: [...labels], runner: { environment: 'self-hosted' as const, name: runnerName } },
        ...{ status: 'completed' as const, conclusion: 'success' as const, steps: [] },
      });
      simulator.runs().push({ ...run, id: run.id + simulator.runs().length, jobs: jobs.map(inDefaultGroup) });
    },
    protect: (branch) => {
      repository.protectedBranches = [branch];
    },
    restrictCreation: (branches) => {
      repository.rulesets = [{ id: 7, name: 'Ours alone', branches, rules: [{ type: 'creation' }] }];
    },
    uninstall: () => {
      repository.isInstalled = false;
    },
    withdrawWorkflows: () => {
      repository.grants = { contents: 'write', pull_requests: 'write', metadata: 'read' };
    },
    askOnlyFor: (permissions, events) => simulator.people.changeApp({ permissions, events }),
    askForAll: () => simulator.people.changeApp({ permissions: DEFAULT_GRANTS, events: [...DEFAULT_EVENTS] }),
    goDown: () => simulator.faults.add({ operation: '*', kind: 'status', status: 503 }),
    close: () => github.close(),
  };
});
