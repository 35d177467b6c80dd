import type { LifecycleEvent } from '../../../shared/contract/events.ts';
import type { CommentRef } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import type { PullRequestComment } from '../../../shared/ports/pull-request-host.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { type Days, days } from '../days.ts';
import type { Fate } from '../runners.ts';
import { aWorld, type World } from '../world.ts';

export const PULL = { owner: 'acme', repo: 'backend', number: 1 };

export interface FollowUpWorld extends World {
  days: Days;
  /** Somebody writes on the pull request, and its event is on its way. Answers which comment it is. */
  write(
    body: string,
    by?: Partial<{ login: string; isInsider: boolean; kind: CommentRef['kind'] }>,
  ): Promise<CommentRef>;
  /** The event of a comment arrives, by another way. */
  arrive(ref: CommentRef, by?: Partial<{ login: string; isInsider: boolean }>): Promise<void>;
  record(): ReturnType<World['pullRequests']['read']>;
  /** The executions of follow-ups. */
  followUps(): World['executor']['executions'];
}

/** A ticket whose implementation has ended in a pull request; `fates` are those of the follow-ups. */
export async function aFollowUpWorld(...fates: Fate[]): Promise<FollowUpWorld> {
  const world = await aWorld();
  const passing = days(world, 'works', ...fates);
  world.host.put(PULL, {});
  await passing.passUntilQuiet(30);
  return aWorldWithPeople(world, passing);
}

function aWorldWithPeople(world: World, passing: Days): FollowUpWorld {
  let written = 0;
  let arrived = 0;
  const { tracker, ticketId } = aTicket();
  const arrive: FollowUpWorld['arrive'] = async (comment, { login = 'ada', isInsider = true } = {}) => {
    arrived += 1;
    const author = { login, isInsider };
    const arrivalId = `delivery-${arrived}`;
    const event: LifecycleEvent = {
      type: 'PullRequestCommented',
      tracker,
      ticketId,
      pull: PULL,
      author,
      comment,
      arrivalId,
    };
    await world.lifecycle.send(event);
  };
  return {
    ...world,
    days: passing,
    arrive,
    async write(body, { login = 'ada', isInsider = true, kind = 'conversation' } = {}) {
      written += 1;
      const ref = { kind, commentId: String(written) };
      const comment: Partial<PullRequestComment> = { author: login, body, at: world.clock.now() };
      world.host.write(PULL, ref, comment);
      await arrive(ref, { login, isInsider });
      return ref;
    },
    record: () => world.pullRequests.read(PULL),
    followUps: () => world.executor.executions.filter(({ request }) => request.phase === 'gap-fill'),
  };
}
