import * as z from 'zod';
import type { RepositoryName } from '../../ports/repository-access.ts';
import type { GitHubClient } from './github-client.ts';
import { githubFailure } from './github-error.ts';

/** What is larger than a megabyte is given otherwise, and no text that people write. */
const File = z.object({ type: z.literal('file'), encoding: z.literal('base64'), content: z.string() });

/** A file of a commit as text; undefined where there is none. */
export async function readText(
  client: GitHubClient,
  { owner, repo }: RepositoryName,
  { commit: ref, path }: { commit: string; path: string },
): Promise<string | undefined> {
  try {
    const { data } = await client.request('GET /repos/{owner}/{repo}/contents/{path}', { owner, repo, path, ref });
    const file = File.safeParse(data);
    return file.success ? Buffer.from(file.data.content, 'base64').toString('utf8') : undefined;
  } catch (error) {
    if (githubFailure(error, 0)?.status === 404) return undefined;
    throw error;
  }
}
