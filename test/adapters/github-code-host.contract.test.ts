import { commitFiles } from '../../local/simulators/github/git/commit-files.ts';
import { gitBytes } from '../../local/simulators/github/git/git.ts';
import { branchHead, moveRef } from '../../local/simulators/github/git/refs.ts';
import { githubCodeHost } from '../../shared/adapters/github/github-code-host.ts';
import { codeHostContract } from '../contracts/code-host.ts';
import { aCodeHost, askBackend } from '../simulators/a-code-repository.ts';
import { APP } from '../simulators/a-github-simulator.ts';

const PERSON = { name: 'octocat', email: 'octocat@users.noreply.github.com' };

codeHostContract('on GitHub', async () => {
  const github = await aCodeHost({ protectedBranches: [] });
  const { simulator, repository, clock } = github;
  const gitDir = repository.gitDir ?? '';
  const pulls = () => simulator.export().code.pulls.filter(({ closedAt }) => closedAt === null);
  return {
    codeHost: githubCodeHost({ apiUrl: simulator.url, ...APP, now: clock.now }),
    async push(branch, { path, content }) {
      const author = { ...PERSON, at: clock.now() };
      await commitFiles(gitDir, { branch, files: { [path]: content }, message: 'By hand', author });
    },
    async merge() {
      const [pull] = pulls();
      const base = `refs/heads/${pull?.base}`;
      await moveRef(gitDir, base, pull?.headSha ?? '', (await branchHead(gitDir, pull?.base ?? '')) ?? '');
      await askBackend(github, `PATCH /pulls/${pull?.number}`, { state: 'closed' });
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
