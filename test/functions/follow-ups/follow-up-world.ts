import type { LifecycleEvent } from '../../../shared/contract/events.ts';
import type { CommentRef, PullRequestState } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import type { PullRequestComment } from '../../../shared/ports/pull-request-host.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { type Days, days } from '../days.ts';
import type { Fate } from '../runners.ts';
import { aWorld, BUCKET, type World } from '../world.ts';

export const PULL = { owner: 'acme', repo: 'backend', number: 1 };

export interface FollowUpWorld extends World {
  days: Days;
  /** Somebody writes on the pull request, and its event is on its way. Answers which comment it is. */
  write(
    body: string,
    by?: Partial<{ login: string; isInsider: boolean; kind: CommentRef['kind'] }>,
  ): Promise<CommentRef>;
  /** The event of a comment arrives, by another way. */
  arrive(ref: CommentRef, by?: Partial<{ login: string; isInsider: boolean; deliveredAt: string }>): Promise<void>;
  /** People merge, close or reopen the pull request; its event is on its way, `times` times. */
  become(state: PullRequestState, times?: number): Promise<void>;
  /** Other tickets take all slots; answers how they give them back. */
  fillSlots(): Promise<() => Promise<void>>;
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

async function fillSlots({ buckets, clock }: World): Promise<() => Promise<void>> {
  const { limit } = (await buckets.read(BUCKET)) ?? { limit: 0 };
  const slots = Array.from({ length: limit }, (_, n) => ({
    ...{ bucketId: BUCKET, ticketId: `other-${n}`, runId: `other-run-${n}` },
  }));
  for (const slot of slots)
    await buckets.claimSlot({ ...slot, phase: 'implementation', at: clock.now(), claimId: 'c' });
  return async () => {
    for (const slot of slots) await buckets.releaseSlot(slot);
  };
}

export function aWorldWithPeople(world: World, passing: Days): FollowUpWorld {
  let written = 0;
  let arrived = 0;
  const { tracker, ticketId } = aTicket();
  const arrive: FollowUpWorld['arrive'] = async (comment, { login = 'ada', isInsider = true, ...delivery } = {}) => {
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
      ...delivery,
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
    async become(state, times = 1) {
      world.host.put(PULL, { state });
      for (let n = 0; n < times; n += 1) {
        arrived += 1;
        const arrivalId = `delivery-${arrived}`;
        await world.lifecycle.send({ type: 'PullRequestChanged', tracker, ticketId, pull: PULL, arrivalId });
      }
    },
    fillSlots: () => fillSlots(world),
    record: () => world.pullRequests.read(PULL),
    followUps: () => world.executor.executions.filter(({ request }) => request.phase === 'gap-fill'),
  };
}
