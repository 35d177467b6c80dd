import { afterAll, beforeAll, expect, test } from 'vitest';
import { reviewPlan } from '../../functions/advance-run/review-plan.ts';
import { planCommentsOf, ticketText } from '../../shared/domain/plan.ts';
import { HOUR_MS } from '../../shared/domain/time.ts';
import { cellsOf, startAnsweredLinear } from '../adapters/answers/linear-answers.ts';
import { aMapping } from '../builders/a-mapping.ts';
import { anAwaitingRecord, aPlan } from '../builders/a-plan.ts';
import { aWorld } from './world.ts';

// What becomes of a plan that a person approved on Linear, by each answer to what is asked before the approval counts.

let linear: Awaited<ReturnType<typeof startAnsweredLinear>>;
beforeAll(async () => {
  linear = await startAnsweredLinear();
});
afterAll(() => linear?.stop());

/** A ticket whose plan waits, and bears the label that approves it. */
async function anApprovedTicket() {
  const { tracker, ticketId, key } = await linear.aTicket();
  linear.approve();
  const world = await aWorld({ mapping: { planningEnabled: true, autoApprovePlans: false }, tickets: [] });
  const ref = { tracker: 'linear', ticketId } as const;
  const ticket = (await tracker.read(ticketId)) ?? expect.unreachable();
  const plan = aPlan({ ticketHash: world.ids.hashOf(ticketText(ticket)) });
  for (const { key: section, commentId } of planCommentsOf(ref, plan, world.ids.uuidFrom))
    await tracker.comment(ticketId, { commentId, body: `Its ${section}.` });
  await world.tickets.write(anAwaitingRecord({ ...ref, key, mappingId: aMapping().mappingId, plan }));
  world.clock.advance(3 * HOUR_MS);
  return {
    review: () => reviewPlan({ ...world.advance, trackers: { linear: tracker } }, ref),
    approval: async () => (await world.tickets.read(ref))?.plan?.approval,
    offered: () => world.candidates.waiting().length,
  };
}

/** Who approved is no condition, all else is. */
const isApprovedBy = (row: string, outcome: string) => row === 'approver' && outcome !== 'deferred';

test.each(cellsOf(['read', 'read, the rest', 'ourComments', 'approver']))(
  'an approval after $row is answered by $answer',
  async ({ row, answer, outcome }) => {
    const { review, approval, offered } = await anApprovedTicket();
    const answered = linear.answer(row, answer);
    await review();

    expect(answered()).toBeGreaterThan(0);
    const isApproved = isApprovedBy(row, outcome);
    expect(await approval()).toEqual(isApproved ? expect.objectContaining({ by: 'linear' }) : undefined);
    expect(offered()).toBe(isApproved ? 1 : 0);
    linear.recover();
    await review();
    expect(await approval()).toMatchObject({ by: expect.stringMatching(isApproved ? /^linear$/ : /.+ \(linear\)$/) });
  },
);
