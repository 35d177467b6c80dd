import * as z from 'zod';
import { ServiceRefusal, ServiceUnavailable } from '../../domain/errors.ts';
import type { LinearSeen, Sight } from '../../ports/vendor-sights.ts';
import { type LinearOptions, linearRequests, type Operation } from './requests.ts';

const Answer = z.object({
  viewer: z.object({ name: z.string() }),
  organization: z.object({ name: z.string() }),
  teams: z.object({ nodes: z.array(z.object({ key: z.string() })) }),
});
const WORKSPACE: Operation<z.infer<typeof Answer>> = {
  name: 'Workspace',
  document: 'query Workspace { viewer { name } organization { name } teams(first: 50) { nodes { key } } }',
  answer: Answer,
};

/** Whose the API key is, and which teams it sees; one request. */
export async function seeWorkspace(options: LinearOptions): Promise<Sight<LinearSeen, 'not_taken'>> {
  // The SDK would throw, without asking.
  if ((await options.apiKey({ isFresh: false })) === '') return { refused: 'not_taken' };
  try {
    const { viewer, organization, teams } = await linearRequests(options).send(WORKSPACE, {});
    return {
      seen: { person: viewer.name, workspace: organization.name, teams: teams.nodes.map(({ key }) => key).sort() },
    };
  } catch (error) {
    if (error instanceof ServiceRefusal) return { unanswered: error.message };
    if (!(error instanceof ServiceUnavailable)) throw error;
    return error.reason === 'credential_refused' ? { refused: 'not_taken' } : { unanswered: error.message };
  }
}
