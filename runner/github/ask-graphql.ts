import * as z from 'zod';
import { graphqlAddress } from '../../shared/github/graphql-address.ts';
import { understood } from '../../shared/github/understood.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import type { GitHubRepository } from './github-client.ts';

const Refused = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) });

/** Asks GitHub's GraphQL, which answers a refusal with 200: that is thrown as `github_request_refused`, in GitHub's words. */
export async function askGraphql<Data>(
  { request }: Pick<GitHubRepository, 'request'>,
  { query, variables, act }: { query: string; variables: Record<string, unknown>; act: string },
  data: z.ZodType<Data>,
): Promise<Data> {
  const { baseUrl = '' } = request.endpoint.DEFAULTS;
  const answer = await request(`POST ${graphqlAddress(baseUrl)}`, { query, variables });
  const refused = Refused.safeParse(answer.data);
  if (refused.success) {
    const words = refused.data.errors.map(({ message }) => message).join('; ');
    throw new StageFailure('github_request_refused', `${act}. GitHub said: ${words}`);
  }
  return understood(z.object({ data }), answer.data).data;
}
