import type { CodeHost } from '../../ports/code-host.ts';
import type { RepositoryName, TokenPermissions } from '../../ports/repository-access.ts';
import { appError, repositoryError } from './access-error.ts';
import { readGrants } from './app-grants.ts';
import { compareFiles } from './compare-files.ts';
import { disabledWorkflows } from './disabled-workflows.ts';
import { githubClient } from './github-client.ts';
import { latestJobs } from './list-jobs.ts';
import type { WritableRepository } from './propose-change.ts';
import { readText } from './read-text.ts';
import { type RepositoryAccessSettings, repositoryAccess } from './repository-access.ts';

const READ = { contents: 'read' } as const;
const READ_BOTH = { contents: 'read', actions: 'read' } as const;
const READ_RUNS = { actions: 'read' } as const;
const WRITE = { contents: 'write', pull_requests: 'write', workflows: 'write' } as const;

/** Repositories on GitHub, each reached with a token for it alone that is made for one call and forgotten. */
export function githubCodeHost(settings: RepositoryAccessSettings): CodeHost {
  const now = settings.now ?? (() => Date.now());
  const access = repositoryAccess(settings);
  const within = async <T>(
    { owner, repo }: RepositoryName,
    permissions: TokenPermissions,
    work: (repository: WritableRepository) => Promise<T>,
  ): Promise<T> => {
    const { token, botLogin } = await access.mintToken({ owner, repo }, permissions);
    const client = await githubClient(settings, token);
    try {
      return await work({ owner, repo, client, botLogin });
    } catch (error) {
      throw repositoryError(error, { owner, repo }, now());
    }
  };
  return {
    compare: (repository, branch, files) =>
      within(repository, READ, ({ client }) => compareFiles(client, repository, { branch, files })),
    text: (repository, file) => within(repository, READ, ({ client }) => readText(client, repository, file)),
    propose: (repository, proposal) =>
      within(repository, WRITE, async (writable) =>
        (await import('./propose-change.ts')).proposeChange(writable, proposal),
      ),
    obstacles: (repository, { branch, message, workflowFiles }) =>
      within(repository, READ_BOTH, async ({ client }) => {
        const { pushObstacles } = await import('./branch-rules.ts');
        return [
          ...(await pushObstacles(client, repository, { branch, isNew: true, message })),
          ...(await disabledWorkflows(client, repository, workflowFiles)),
        ];
      }),
    latestJobs: (repository, workflowFile) =>
      within(repository, READ_RUNS, ({ client }) => latestJobs(client, repository, workflowFile)),
    async grants(repository) {
      try {
        return await readGrants(settings, repository);
      } catch (error) {
        throw appError(error, repository, now());
      }
    },
  };
}
