import type { ReactionRecord } from '../code-state.ts';
import { notFound } from '../problem.ts';
import { react } from '../reactions.ts';
import { fullName, type SimulatedRepository } from '../repositories.ts';
import { seconds } from '../seconds.ts';
import { commenting } from './comments.ts';
import { userAnswer } from './people-answers.ts';
import { authorOf } from './pulls.ts';
import { acting, type CheckedRequest, type Handler, type OperationAnswer, type World, WRITE_PULLS } from './world.ts';

/** Reactions over REST, which knows none to the text of a review. */
export const REACTION_OPERATIONS: Record<string, Handler> = {
  'reactions/create-for-issue-comment': (world, request) => {
    const { repository, actor } = commenting(world, request, 'write');
    const { comments } = world.state().code;
    return answerReaction(world, request, { on: 'conversation', texts: comments, repository, actor });
  },
  'reactions/create-for-pull-request-review-comment': (world, request) => {
    const { repository, actor } = acting(world, request, WRITE_PULLS);
    const { reviewComments } = world.state().code;
    return answerReaction(world, request, { on: 'inline', texts: reviewComments, repository, actor });
  },
};

interface Subject {
  on: ReactionRecord['on'];
  texts: readonly { id: number; repository: string }[];
  repository: SimulatedRepository;
  actor: Parameters<typeof authorOf>[0];
}

/** 201 for a new one, 200 for one that stands. */
function answerReaction(
  world: World,
  { asked, body }: CheckedRequest,
  { on, texts, repository, actor }: Subject,
): OperationAnswer {
  const subjectId = Number(asked.parameters['comment_id']);
  if (!texts.some(({ id, repository: name }) => id === subjectId && name === fullName(repository))) throw notFound();
  const { content } = body as { content: string };
  const { reaction, isNew } = react(world, authorOf(actor), { on, subjectId, content });
  const answer = world.description.complete('reaction', {
    id: reaction.id,
    user: userAnswer(world, reaction.author),
    content,
    created_at: seconds(reaction.createdAt),
  });
  return { status: isNew ? 201 : 200, body: answer };
}
