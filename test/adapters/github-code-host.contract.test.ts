import { gitBytes } from '../../local/simulators/github/git/git.ts';
import { githubCodeHost } from '../../shared/adapters/github/github-code-host.ts';
import { codeHostContract } from '../contracts/code-host.ts';
import { aCodeHost } from '../simulators/a-code-repository.ts';
import { APP } from '../simulators/a-github-simulator.ts';

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
    protect: (branch) => {
      repository.protectedBranches = [branch];
    },
    uninstall: () => {
      repository.isInstalled = false;
    },
    withdrawWorkflows: () => {
      repository.grants = { contents: 'write', pull_requests: 'write', metadata: 'read' };
    },
    goDown: () => simulator.faults.add({ operation: '*', kind: 'status', status: 503 }),
    close: () => github.close(),
  };
});
