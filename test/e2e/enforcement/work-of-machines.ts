import { systemIds } from '../../../shared/runtime/identities.ts';
import { aCandidate } from '../../builders/a-candidate.ts';
import type { StrippedWorld } from './stripped-world.ts';
import { hoursAgo, now, saveMapping, standingRun } from './what-work-needs.ts';

/** A ticket whose run gets a machine on Fly. */
export async function orderMachine(world: StrippedWorld): Promise<void> {
  const mappingId = await saveMapping(world, { teamKey: 'DATA', executor: 'fly-machines' });
  const key = world.linear.createIssue('DATA', { title: 'Wants a machine' });
  world.linear.mark(key);
  await world.candidates.offer(
    aCandidate({ ticketId: world.linear.idOf(key), runId: systemIds.ulid(), mappingId, offeredAt: now() }),
  );
}

/** A run of a machine that says nothing: it is asked for. */
export async function lookAtMachine(world: StrippedWorld): Promise<void> {
  const key = world.linear.createIssue('DATA', { title: 'Its machine is silent' });
  const run = await standingRun(world, {
    ...{ ticketId: world.linear.idOf(key), bucketId: 'linear#DATA', executor: 'fly-machines' },
    ...{ status: 'running', workflowRunId: 'gone-1', heartbeatAt: hoursAgo(1) },
  });
  await world.lifecycle.send({ type: 'TimerDue', timer: { kind: 'check-run', dueAt: now(), ...run } });
}
