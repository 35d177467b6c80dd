import * as z from 'zod';
import { understood } from '../../github/understood.ts';
import type { RepositoryName } from '../../ports/repository-access.ts';
import type { GitHubClient } from './github-client.ts';
import { githubFailure } from './github-error.ts';

const File = z.object({ type: z.literal('file'), encoding: z.literal('base64'), content: z.string() });
/** What is no text that people write: a file of more than a megabyte, which is given otherwise, a link, a submodule, a folder. */
const Other = z.union([
  z.object({ type: z.literal('file'), encoding: z.literal('none') }),
  z.object({ type: z.enum(['symlink', 'submodule']) }),
  z.array(z.object({ path: z.string() })),
]);
const Contents = z.union([File, Other]);

/** A file of a commit as text; undefined where there is none. */
export async function readText(
  client: GitHubClient,
  { owner, repo }: RepositoryName,
  { commit: ref, path }: { commit: string; path: string },
): Promise<string | undefined> {
  try {
    const { data } = await client.request('GET /repos/{owner}/{repo}/contents/{path}', { owner, repo, path, ref });
    const found = understood(Contents, data);
    return 'content' in found ? Buffer.from(found.content, 'base64').toString('utf8') : undefined;
  } catch (error) {
    if (githubFailure(error, 0)?.status === 404) return undefined;
    throw error;
  }
}
