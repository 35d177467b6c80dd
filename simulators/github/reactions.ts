import type { Author, ReactionRecord } from './code-state.ts';
import type { World } from './operations/world.ts';
import { nextId } from './pull-requests.ts';

/** What a reaction says, as GraphQL spells it. */
export const REACTIONS = {
  THUMBS_UP: '+1',
  THUMBS_DOWN: '-1',
  LAUGH: 'laugh',
  CONFUSED: 'confused',
  HEART: 'heart',
  HOORAY: 'hooray',
  ROCKET: 'rocket',
  EYES: 'eyes',
} as const;

/** Reacts to a text; somebody's second reaction of one kind is the first. */
export function react(
  world: World,
  author: Author,
  wish: Pick<ReactionRecord, 'on' | 'subjectId' | 'content'>,
): { reaction: ReactionRecord; isNew: boolean } {
  const { code } = world.state();
  const standing = code.reactions.find(
    ({ on, subjectId, content, author: by }) =>
      on === wish.on && subjectId === wish.subjectId && content === wish.content && by.login === author.login,
  );
  if (standing !== undefined) return { reaction: standing, isNew: false };
  const reaction = { ...wish, id: nextId(code), author, createdAt: world.clock.now() };
  code.reactions.push(reaction);
  return { reaction, isNew: true };
}
