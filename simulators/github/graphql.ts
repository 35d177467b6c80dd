import { buildSchema, GraphQLError, graphql } from 'graphql';
import type { Author, PullRecord } from './code-state.ts';
import { actorNode, FEEDBACK_SCHEMA, feedbackFields } from './graphql-feedback.ts';
import type { JsonObject } from './json-schema.ts';
import { nodeId, readNodeId } from './node-ids.ts';
import { authorOf } from './operations/pulls.ts';
import type { OperationAnswer, World } from './operations/world.ts';
import { GitHubProblem, notFound } from './problem.ts';
import { convertToDraft, findPull, markReady } from './pull-requests.ts';
import { REACTIONS, react } from './reactions.ts';
import { renamedFrom } from './renamed.ts';
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
  input MarkPullRequestReadyForReviewInput { clientMutationId: String pullRequestId: ID! }
  type MarkPullRequestReadyForReviewPayload { clientMutationId: String pullRequest: PullRequest }
  input ConvertPullRequestToDraftInput { clientMutationId: String pullRequestId: ID! }
  type ConvertPullRequestToDraftPayload { clientMutationId: String pullRequest: PullRequest }
  type Mutation {
    addReaction(input: AddReactionInput!): AddReactionPayload
    convertPullRequestToDraft(input: ConvertPullRequestToDraftInput!): ConvertPullRequestToDraftPayload
    markPullRequestReadyForReview(input: MarkPullRequestReadyForReviewInput!): MarkPullRequestReadyForReviewPayload
  }
  enum PullRequestTimelineItemsItemType { CONVERT_TO_DRAFT_EVENT }
  type ConvertToDraftEvent { actor: Actor id: ID! }
  union PullRequestTimelineItems = ConvertToDraftEvent
  type PullRequestTimelineItemsConnection { nodes: [PullRequestTimelineItems] }
  ${FEEDBACK_SCHEMA}
  type Query { repository(owner: String! name: String! followRenames: Boolean = true): Repository }
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
  /** A field of the root, whose refusals are errors of the answer. */
  const resolving =
    <Arguments, Result>(resolve: (world: World, authorization: string | undefined, given: Arguments) => Result) =>
    async (given: Arguments) => {
      try {
        return await resolve(world, authorization, given);
      } catch (error) {
        if (!(error instanceof GitHubProblem)) throw error;
        if (error.status === 401) refusal = error;
        throw asGraphql(error);
      }
    };
  const rootValue = {
    addReaction: resolving(reactTo),
    convertPullRequestToDraft: resolving(draftOf),
    markPullRequestReadyForReview: resolving(readyForReview),
    repository: resolving(readRepository),
  };
  const { source, variableValues } = request;
  const result = await graphql({ schema: SCHEMA, source, variableValues, rootValue });
  if (refusal !== undefined) return problem(refusal.status, refusal.message);
  const foreign = result.errors?.find(({ originalError }) => originalError && !(originalError instanceof GraphQLError));
  if (foreign !== undefined) throw foreign.originalError;
  return { status: 200, body: withTypes(JSON.parse(JSON.stringify(result)) as JsonObject) };
}

/** GitHub says the type of an error beside its message. */
function withTypes({ errors, ...result }: JsonObject): JsonObject {
  if (!Array.isArray(errors)) return result;
  const told = (errors as JsonObject[]).map(({ extensions, ...error }) => ({
    ...(extensions as JsonObject),
    ...error,
  }));
  return { ...result, errors: told };
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

function reactTo(world: World, authorization: string | undefined, { input }: { input: ReactionInput }) {
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

interface DraftInput {
  pullRequestId: string;
  clientMutationId?: string;
}

function readyForReview(world: World, authorization: string | undefined, given: { input: DraftInput }) {
  return changeDraft(world, authorization, given.input, markReady);
}

function draftOf(world: World, authorization: string | undefined, given: { input: DraftInput }) {
  return changeDraft(world, authorization, given.input, convertToDraft);
}

/** GitHub asks for the permission to write contents besides, https://github.com/cli/cli/issues/8910. */
function changeDraft(
  world: World,
  authorization: string | undefined,
  input: DraftInput,
  change: (world: World, pull: PullRecord, by: Author) => void,
) {
  const node = readNodeId(input.pullRequestId);
  const pull = world.state().code.pulls.find(({ id }) => node?.kind === 'pull' && id === node.id);
  const repository = world.repositories.find((one) => fullName(one) === pull?.repository);
  const permit = (name: string) =>
    world.tokens.requirePermission(authorization, repository, { name, level: 'write' as const });
  permit('contents');
  const actor = permit('pull_requests');
  if (pull === undefined) throw notFound();
  change(world, pull, authorOf(actor));
  return { clientMutationId: input.clientMutationId, pullRequest: pullFields(pull) };
}

/** A repository by its name, or one that it had. */
function readRepository(
  world: World,
  authorization: string | undefined,
  { owner, name }: { owner: string; name: string },
) {
  const asked = `${owner}/${name}`.toLowerCase();
  const repository =
    world.repositories.find((one) => fullName(one).toLowerCase() === asked) ?? renamedFrom(world.repositories, asked);
  world.tokens.requirePermission(authorization, repository, { name: 'pull_requests', level: 'read' });
  if (repository === undefined) throw notFound();
  return {
    async pullRequest({ number }: { number: number }) {
      const pull = await findPull(world, repository, number);
      if (pull === undefined) throw asGraphql(notFound());
      return { ...feedbackFields(world, repository, pull), ...pullFields(pull) };
    },
  };
}

function pullFields({ id, isDraft, madeDraftBy }: PullRecord) {
  const event = { __typename: 'ConvertToDraftEvent', id: `CTDE_${id}` };
  const events = madeDraftBy === undefined ? [] : [{ ...event, actor: actorNode(madeDraftBy) }];
  return { id: nodeId('pull', id), isDraft, timelineItems: () => ({ nodes: events }) };
}
