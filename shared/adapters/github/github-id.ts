import * as z from 'zod';

/** A number, or a bigint where Octokit's parser found it too big for one. */
export const GitHubId = z.union([z.int(), z.bigint()]).transform(String);
