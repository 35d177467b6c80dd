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
  /** Of every attempt; undefined while the list cannot be had. */
  jobList: RunnerJob[] | undefined;
  /** How often jobs were asked for. */
  jobLooks: number;
}

/** The App as it is installed everywhere; every repository has the number of `aWorkflowClaims()`. */
export function fakeRepositoryAccess(clock: Clock): FakeRepositoryAccess {
  const fake: FakeRepositoryAccess = {
    minted: [],
    jobList: [],
    jobLooks: 0,
    async repositoryId(repository) {
      requireInstalled(fake, repository);
      return aWorkflowClaims().repository_id;
    },
    async mintToken(repository, permissions) {
      requireInstalled(fake, repository);
      fake.minted.push({ repository: `${repository.owner}/${repository.repo}`, permissions });
      const token = `ghs_fake_${fake.minted.length}`;
      return { token, expiresAt: plus(clock.now(), HOUR_MS), botLogin: 'ai-implement[bot]' };
    },
    async jobs(repository) {
      fake.jobLooks += 1;
      requireInstalled(fake, repository);
      if (fake.jobList === undefined) throw new ServiceUnavailable('github', 'outage', 'does not answer');
      return fake.jobList;
    },
  };
  return fake;
}

function requireInstalled({ installed }: FakeRepositoryAccess, { owner, repo }: RepositoryName): void {
  if (installed?.includes(`${owner}/${repo}`) === false) throw new AppError('app_not_installed', 'install the App');
}
