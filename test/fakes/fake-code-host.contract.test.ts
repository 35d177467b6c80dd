import { codeHostContract } from '../contracts/code-host.ts';
import { fakeCodeHost } from './fake-code-host.ts';

codeHostContract('in memory', async () => {
  const codeHost = fakeCodeHost();
  const { repository } = codeHost;
  const { app } = repository.grants;
  repository.protectedBranches = [];
  return {
    codeHost,
    push: async (branch, file) => codeHost.push(branch, file),
    merge: async () => codeHost.mergePull(),
    contentOf: async (branch, path) => repository.branches[branch]?.files[path],
    openPulls: () =>
      repository.pulls
        .filter(({ isOpen }) => isOpen)
        .map(({ base, branch, title, body }) => ({ base, branch, title, body })),
    protect: (branch) => void repository.protectedBranches.push(branch),
    restrictCreation: () => void codeHost.inTheWay.push('A rule wants others to create such a branch.'),
    endRun: (jobs) => void codeHost.runs.push(jobs),
    uninstall: () => {
      repository.isInstalled = false;
    },
    withdrawWorkflows: () => {
      repository.hasWorkflowsPermission = false;
    },
    askOnlyFor(permissions, events) {
      Object.assign(repository.grants, { app: { permissions, events }, installation: { permissions, events } });
    },
    askForAll: () => void Object.assign(repository.grants, { app }),
    goDown: () => {
      codeHost.isDown = true;
    },
    close: async () => {},
  };
});
