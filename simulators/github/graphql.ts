import { buildSchema, GraphQLError, graphql } from 'graphql';
import type { Json } from './json-schema.ts';
import { readNodeId } from './node-ids.ts';
import { authorOf } from './operations/pulls.ts';
import type { OperationAnswer, World } from './operations/world.ts';
import { GitHubProblem, notFound } from './problem.ts';
import { REACTIONS, react } from './reactions.ts';
import { fullName } from './repositories.ts';

/**
 * What is used of GitHub's GraphQL schema, word by word; fields that are left out are errors here.
 * https://docs.github.com/graphql/overview/public-schema
 */
const SCHEMA = buildSchema(`
  enum ReactionContent { CONFUSED EYES HEART HOORAY LAUGH ROCKET THUMBS_DOWN THUMBS_UP }
  input AddReactionInput { clientMutationId: String content: ReactionContent! subjectId: ID! }
  type Reaction { content: ReactionContent! databaseId: Int }
  type AddReactionPayload { clientMutationId: String reaction: Reaction }
  type Mutation { addReaction(input: AddReactionInput!): AddReactionPayload }
  type Query { viewer: String }
`);

interface GraphqlRequest {
  raw: string;
  authorization: string | undefined;
}

/** Answers one request to `/graphql`: 200 with data or errors, as GitHub does, except to a bad credential or body. */
export async function answerGraphql(world: World, { raw, authorization }: GraphqlRequest): Promise<OperationAnswer> {
  const request = readRequest(raw);
  if (request === undefined) return problem(400, 'Problems parsing JSON');
  let refusal: GitHubProblem | undefined;
  const addReaction = ({ input }: { input: ReactionInput }) => {
    try {
      return reactTo(world, authorization, input);
    } catch (error) {
      if (!(error instanceof GitHubProblem)) throw error;
      if (error.status === 401) refusal = error;
      throw asGraphql(error);
    }
  };
  const { source, variableValues } = request;
  const result = await graphql({ schema: SCHEMA, source, variableValues, rootValue: { addReaction } });
  if (refusal !== undefined) return problem(refusal.status, refusal.message);
  const foreign = result.errors?.find(({ originalError }) => originalError && !(originalError instanceof GraphQLError));
  if (foreign !== undefined) throw foreign.originalError;
  return { status: 200, body: JSON.parse(JSON.stringify(result)) as Json };
}

function problem(status: number, message: string): OperationAnswer {
  return { status, body: { message, documentation_url: 'https://docs.github.com/graphql' } };
}

function readRequest(raw: string): { source: string; variableValues: Record<string, unknown> } | undefined {
  try {
    const { query, variables } = JSON.parse(raw) as Record<string, unknown>;
    if (typeof query !== 'string') return undefined;
    return { source: query, variableValues: (variables ?? {}) as Record<string, unknown> };
  } catch {
    return undefined;
  }
}

const TYPES: Record<number, string> = { 403: 'FORBIDDEN', 404: 'NOT_FOUND' };

function asGraphql({ status, message }: GitHubProblem): GraphQLError {
  return new GraphQLError(message, { extensions: { type: TYPES[status] ?? 'UNPROCESSABLE' } });
}

interface ReactionInput {
  subjectId: string;
  content: keyof typeof REACTIONS;
  clientMutationId?: string;
}

function reactTo(world: World, authorization: string | undefined, input: ReactionInput) {
  const { code } = world.state();
  const node = readNodeId(input.subjectId);
  const texts = { conversation: code.comments, inline: code.reviewComments, review: code.reviews };
  const on =
    node?.kind === 'conversation' || node?.kind === 'inline' || node?.kind === 'review' ? node.kind : undefined;
  const text = on && texts[on].find(({ id }) => id === node?.id);
  const repository = world.repositories.find((one) => fullName(one) === text?.repository);
  const needed = { name: 'pull_requests', level: 'write' } as const;
  const actor = world.tokens.requirePermission(authorization, repository, needed);
  if (on === undefined || text === undefined) throw notFound();
  const content = REACTIONS[input.content];
  const { reaction } = react(world, authorOf(actor), { on, subjectId: text.id, content });
  return {
    clientMutationId: input.clientMutationId,
    reaction: { content: input.content, databaseId: reaction.id },
  };
}
