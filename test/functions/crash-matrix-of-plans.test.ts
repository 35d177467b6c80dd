import { expect, test } from 'vitest';
import type { Marker } from '../../shared/domain/ticket.ts';
import { aTicket } from '../builders/a-ticket.ts';
import { brokenEverywhere } from './crash-matrix.ts';
import type { World } from './world.ts';

const PLAN = [/^## 🏗️ AI Planning: Architecture Analysis/, /^## 🧪 AI Planning: Test Plan/];
const PR_READY = /^🚀 Pull request ready for review: /;

test('a plan that needs no word is implemented, whichever call breaks', async () => {
  const { breaks, problems } = await brokenEverywhere({
    fates: ['works'],
    options: { mapping: { planningEnabled: true } },
    ends: {
      status: 'pr_ready',
      markers: ['trigger', 'plan_complete', 'ready_for_review'],
      comments: [...PLAN, PR_READY],
    },
  });

  expect(problems).toEqual([]);
  expect(breaks).toBeGreaterThan(300);
});

test('a plan that fails is told once and not repeated, whichever call breaks', async () => {
  const { problems } = await brokenEverywhere({
    fates: ['fails'],
    options: { mapping: { planningEnabled: true } },
    ends: { status: 'planning_failed', markers: [], comments: [/^⚠️ Planning failed: the tests fail/] },
  });

  expect(problems).toEqual([]);
});

const BY_HAND = { mapping: { planningEnabled: true, autoApprovePlans: false } };

test('a plan that a person approves is implemented, whichever call breaks', async () => {
  const { problems } = await brokenEverywhere({
    fates: ['works'],
    options: BY_HAND,
    trouble: (world) => () => change(world, {}),
    ends: {
      status: 'pr_ready',
      markers: ['trigger', 'plan_complete', 'plan_approved', 'ready_for_review'],
      comments: [...PLAN, /^📝 The plan waits for approval/, PR_READY],
    },
  });

  expect(problems).toEqual([]);
});

test('a plan that became outdated before it was approved is made anew, whichever call breaks', async () => {
  const { problems } = await brokenEverywhere({
    fates: ['works'],
    options: BY_HAND,
    trouble: (world) => () => change(world, { description: 'People want Parquet.' }),
    ends: {
      status: 'awaiting_approval',
      markers: ['trigger', 'plan_complete'],
      comments: [...PLAN, /^📝 The plan waits for approval/, /^🔁 The title or the description of this ticket changed/],
    },
  });

  expect(problems).toEqual([]);
});

/** A person edits the ticket and approves the plan. */
async function change(world: World, edit: { description?: string }): Promise<void> {
  const ticket = await world.tracker.read(aTicket().ticketId);
  if (ticket === undefined) throw new Error('the ticket is gone');
  const markers: Marker[] = [...ticket.markers, 'plan_approved'];
  world.tracker.put({ ...ticket, ...edit, markers });
}
