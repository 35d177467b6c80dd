import { blobSha } from '../../shared/adapters/github/compare-files.ts';
import { APP_EVENTS, APP_PERMISSIONS } from '../../shared/contract/app-permissions.ts';
import { AppError, ServiceUnavailable } from '../../shared/domain/errors.ts';
import { hasAgentJob, type RunnerJob } from '../../shared/domain/runner-jobs.ts';
import type { AppGrants, CodeHost, FileContent, FileState, Proposal } from '../../shared/ports/code-host.ts';
import type { RepositoryName } from '../../shared/ports/repository-access.ts';
import { copyOf } from './copy-of.ts';

interface Branch {
  commit: string;
  files: Record<string, string>;
  isOurs: boolean;
}

interface FakeRepository {
  branches: Record<string, Branch>;
  protectedBranches: string[];
  pulls: { url: string; base: string; branch: string; title: string; body: string; isOpen: boolean }[];
  isInstalled: boolean;
  hasWorkflowsPermission: boolean;
  /** What the App is to be granted, and was. */
  grants: AppGrants;
}

export interface FakeCodeHost extends CodeHost {
  /** The repository `acme/backend`; there is no other. */
  repository: FakeRepository;
  isDown: boolean;
  /** What would be refused of a run. */
  inTheWay: string[];
  /** The jobs of each run that is over, the newest last. */
  runs: RunnerJob[][];
  /** Somebody else commits one file. */
  push(branch: string, file: FileContent): void;
  mergePull(): void;
}

/** A code host in memory: `acme/backend` with the branch `main`. */
export function fakeCodeHost(): FakeCodeHost {
  let commits = 0;
  const newCommit = () => `commit-${++commits}`;
  const repository: FakeRepository = {
    branches: { main: { commit: newCommit(), files: { 'README.md': '# Backend\n' }, isOurs: false } },
    protectedBranches: ['main'],
    pulls: [],
    isInstalled: true,
    hasWorkflowsPermission: true,
    grants: { app: allGrants(), installation: allGrants(), url: 'https://github.test/installations/1' },
  };
  const fake: FakeCodeHost = {
    repository,
    isDown: false,
    inTheWay: [],
    runs: [],
    push(name, { path, content }) {
      const files = { ...repository.branches[name]?.files, [path]: content };
      repository.branches[name] = { commit: newCommit(), files, isOurs: false };
    },
    mergePull() {
      const pull = repository.pulls.find(({ isOpen }) => isOpen);
      const branch = repository.branches[pull?.branch ?? ''];
      if (pull === undefined || branch === undefined) throw new Error('there is nothing to merge');
      repository.branches[pull.base] = { commit: newCommit(), files: { ...branch.files }, isOurs: false };
      pull.isOpen = false;
    },
    async compare(of, name, files) {
      requireReachable(fake, of);
      const branch = repository.branches[name];
      if (branch === undefined) throw new AppError('branch_missing', `there is no branch ${name}`);
      const isProtected = repository.protectedBranches.includes(name);
      return { commit: branch.commit, isProtected, ...comparedIn(branch, files) };
    },
    text: async (of, file) => textIn(fake, of, file),
    obstacles: async (of) => reachable(fake, of).inTheWay,
    async latestJobs(of) {
      requireReachable(fake, of);
      return fake.runs.findLast(hasAgentJob) ?? [];
    },
    async grants(of) {
      requireReachable(fake, of);
      return copyOf(repository.grants);
    },
    async propose(of, proposal) {
      requireReachable(fake, of);
      if (!repository.hasWorkflowsPermission)
        throw new AppError('missing_permission', 'the App lacks workflows: write');
      const standing = repository.branches[proposal.branch];
      if (standing?.isOurs === false) return { outcome: 'branch_taken' };
      const base = Object.values(repository.branches).find(({ commit }) => commit === proposal.commit);
      const written = Object.fromEntries(proposal.files.map(({ path, content }) => [path, content]));
      const files = { ...base?.files, ...written };
      repository.branches[proposal.branch] = { commit: newCommit(), files, isOurs: true };
      return openPull(repository, proposal);
    },
  };
  return fake;
}

function textIn(
  fake: FakeCodeHost,
  of: RepositoryName,
  { commit, path }: { commit: string; path: string },
): string | undefined {
  const { repository } = reachable(fake, of);
  return Object.values(repository.branches).find((one) => one.commit === commit)?.files[path];
}

function reachable(fake: FakeCodeHost, of: RepositoryName): FakeCodeHost {
  requireReachable(fake, of);
  return fake;
}

/** How these files stand on the branch, and what git calls those that are there. */
function comparedIn(branch: Branch, files: readonly FileContent[]) {
  const states = Object.fromEntries(files.map((file) => [file.path, stateIn(branch, file)]));
  const blobs = files.flatMap(({ path }) => {
    const content = branch.files[path];
    return content === undefined ? [] : [[path, blobSha(content)]];
  });
  return { states, blobs: Object.fromEntries(blobs) as Record<string, string> };
}

function stateIn({ files }: Branch, { path, content }: FileContent): FileState {
  if (files[path] === undefined) return 'missing';
  return files[path] === content ? 'same' : 'differs';
}

function allGrants() {
  const permissions: Record<string, string> = Object.fromEntries(
    APP_PERMISSIONS.map(({ name, level }) => [name, level]),
  );
  return { permissions, events: [...APP_EVENTS] };
}

function requireReachable({ repository, isDown }: FakeCodeHost, { owner, repo }: RepositoryName): void {
  if (isDown) throw new ServiceUnavailable('github', 'outage', 'no answer');
  if (`${owner}/${repo}` !== 'acme/backend' || !repository.isInstalled) {
    throw new AppError('app_not_installed', `the GitHub App is not installed on ${owner}/${repo}`);
  }
}

function openPull({ pulls }: FakeRepository, { base, branch, title, body }: Proposal) {
  const open = pulls.find((pull) => pull.isOpen && pull.branch === branch && pull.base === base);
  if (open !== undefined) {
    Object.assign(open, { title, body });
    return { outcome: 'updated' as const, prUrl: open.url };
  }
  const url = `https://github.test/acme/backend/pull/${pulls.length + 1}`;
  pulls.push({ url, base, branch, title, body, isOpen: true });
  return { outcome: 'opened' as const, prUrl: url };
}
