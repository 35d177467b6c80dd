import { AppError, ServiceUnavailable } from '../../shared/domain/errors.ts';
import type { RunnerJob } from '../../shared/domain/runner-jobs.ts';
import { HOUR_MS, plus } from '../../shared/domain/time.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { RepositoryAccess, RepositoryName, TokenPermissions } from '../../shared/ports/repository-access.ts';
import { aWorkflowClaims } from '../builders/a-workflow-claims.ts';

export interface FakeRepositoryAccess extends RepositoryAccess {
  minted: { repository: string; permissions: TokenPermissions }[];
  /** Repositories, as `owner/repo`, in which the App is installed; all of them unless given. */
  installed?: string[];
  /** A person gives a repository, `owner/repo`, another name: under the former one nothing is found, but GitHub leads on from it. */
  rename(former: string, present: string): void;
  /** How often a repository was looked at. */
  looks: number;
  /** Thrown by every look while it is set. */
  failure: Error | undefined;
  /** Repositories, as `owner/repo`, that are archived. */
  archived: Set<string>;
  /** Of every attempt; undefined while the list cannot be had. */
  jobList: RunnerJob[] | undefined;
  /** How often jobs were asked for. */
  jobLooks: number;
}

/** The App as it is installed everywhere; every repository has the number of `aWorkflowClaims()`. */
export function fakeRepositoryAccess(clock: Clock): FakeRepositoryAccess {
  const moves = new Map<string, string>();
  const require = (repository: RepositoryName) => {
    requireInstalled(fake, repository);
    if (moves.has(nameOf(repository))) throw new AppError('repository_moved', 'correct the mapping');
  };
  const fake: FakeRepositoryAccess = {
    rename: (former, present) => void moves.set(former, present),
    async leadsTo(former, present) {
      const isThere = moves.get(nameOf(former)) === nameOf(present);
      return isThere ? aWorkflowClaims().repository_id : undefined;
    },
    minted: [],
    looks: 0,
    failure: undefined,
    archived: new Set(),
    jobList: [],
    jobLooks: 0,
    async look({ owner, repo }) {
      fake.looks += 1;
      if (fake.failure !== undefined) throw fake.failure;
      const name = moves.get(nameOf({ owner, repo })) ?? nameOf({ owner, repo });
      const [presentOwner = '', presentRepo = ''] = name.split('/');
      requireInstalled(fake, { owner: presentOwner, repo: presentRepo });
      const { repository_id: repositoryId } = aWorkflowClaims();
      return { repositoryId, owner: presentOwner, repo: presentRepo, isArchived: fake.archived.has(name) };
    },
    async repositoryId(repository) {
      require(repository);
      return aWorkflowClaims().repository_id;
    },
    async mintToken(repository, permissions) {
      require(repository);
      fake.minted.push({ repository: nameOf(repository), permissions });
      const token = `ghs_fake_${fake.minted.length}`;
      return { token, expiresAt: plus(clock.now(), HOUR_MS), botLogin: 'ai-implement[bot]' };
    },
    async jobs(repository) {
      fake.jobLooks += 1;
      require(repository);
      if (fake.jobList === undefined) throw new ServiceUnavailable('github', 'outage', 'does not answer');
      return fake.jobList;
    },
  };
  return fake;
}

const nameOf = ({ owner, repo }: RepositoryName) => `${owner}/${repo}`;

function requireInstalled({ installed }: FakeRepositoryAccess, repository: RepositoryName): void {
  if (installed?.includes(nameOf(repository)) === false) throw new AppError('app_not_installed', 'install the App');
}
