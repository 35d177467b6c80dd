import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { listBlocked } from '../../functions/admin/tickets/list-blocked.ts';
import { aTicket } from '../builders/a-ticket.ts';
import type { Fate } from './runners.ts';
import { outcomeIn, pass, type Scene, STATES, type State, WISHES, type Wish, wishFor } from './wish-states.ts';

const states = Object.keys(STATES) as State[];
const wishes = Object.keys(WISHES) as Wish[];
const FATES = ['works', 'fails', 'dies', 'silent', 'never starts'] as const satisfies Fate[];

const { ticketId } = aTicket();

/** What may become of a wish; whoever waits, or was given up, is on Blocked with a reason. */
const ANSWERED = /^(runs: [\w, ]+|waits: \w+|refused: \w+|cancelled|its run goes on|in review)$/;
/** Nobody waits for a ticket that nobody marked, or that was closed or completed. */
const UNASKED = /^(closed|merged|ready|nothing)$/;

const earlier = fc.record({ wish: fc.constantFrom(...wishes), minutes: fc.constantFrom(0, 1, 3, 20) });
const lives = fc.record({
  state: fc.constantFrom(...states),
  later: fc.array(fc.constantFrom(...FATES), { minLength: 1, maxLength: 4 }),
  before: fc.array(earlier, { maxLength: 4 }),
  last: fc.constantFrom(...wishes),
});

/** What people wished for before, each with some time to think; none of it fails but by a refusal with a sentence. */
async function afterWishes({
  state,
  later,
  before,
}: {
  state: State;
  later: Fate[];
  before: { wish: Wish; minutes: number }[];
}) {
  const made = await STATES[state](later);
  for (const { wish, minutes } of before) {
    await wishFor(made, wish);
    await pass(made, minutes);
  }
  return made;
}

/** Whether somebody may wait for the ticket, and what it says of its pull request. */
async function lookAt({ world }: Scene) {
  const ticket = await world.tracker.read(ticketId);
  const markers = ticket?.markers ?? [];
  const isAsked = ticket?.isClosed === false && markers.includes('trigger');
  return { isAsked, isShownInReview: markers.includes('ready_for_review') };
}

/** Why the ticket is on Blocked, as people read it there. */
async function blockedBy({ world }: Scene): Promise<string> {
  return (await listBlocked(world)).tickets.find((ticket) => ticket.ticketId === ticketId)?.detail ?? '';
}

test('whatever people wished for before, in any state, a wish is run, waits with a reason, or is refused with a sentence', async () => {
  await fc.assert(
    fc.asyncProperty(lives, async ({ last, ...life }) => {
      const made = await afterWishes(life);

      const outcome = await outcomeIn(made, last);

      const { isAsked, isShownInReview } = await lookAt(made);
      if (isAsked) expect(outcome).toMatch(ANSWERED);
      else expect(outcome).toMatch(new RegExp(`${ANSWERED.source}|${UNASKED.source}`));
      if (/^(waits|cancelled)/.test(outcome)) expect(await blockedBy(made)).not.toBe('');
      if (isAsked && outcome === 'in review') expect(isShownInReview).toBe(true);
    }),
    { seed: 14, numRuns: 150 },
  );
});

test('what people closed neither runs nor is due to, whatever they wished for before', async () => {
  await fc.assert(
    fc.asyncProperty(lives, async (life) => {
      const made = await afterWishes(life);

      await outcomeIn(made, 'close');

      const live = (await made.world.runs.open()).filter((run) => run.ticketId === ticketId);
      expect(live).toEqual([]);
      expect((await made.world.tickets.read(aTicket()))?.next).toBeUndefined();
    }),
    { seed: 14, numRuns: 150 },
  );
});
