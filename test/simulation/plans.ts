import type { RunContext } from '../../shared/contract/runner.ts';
import type { Run } from '../../shared/domain/run.ts';
import { TICKET_IDS, type World } from './world.ts';

/** Of every implementation: there was a plan, of what the ticket then said, and where people approve plans, somebody did. */
export async function checkPlans(world: World): Promise<void> {
  for (const ticketId of TICKET_IDS) {
    for (const run of await world.fakes.runs.ofTicket({ tracker: 'linear', ticketId })) {
      if (run.phase === 'implementation' && run.dispatchesAllowed > 0) await checkImplementation(world, run);
    }
  }
}

async function checkImplementation(world: World, run: Run): Promise<void> {
  const { fakes, monitor, deeds } = world;
  const mapping = await fakes.mappings.read(run.mappingId);
  if (mapping?.planningEnabled !== true || deeds.changedMappings.has(run.mappingId)) return;
  const context = await fakes.runs.readContext(run);
  const planned = await planOf(world, context);
  if (planned === undefined) return checkUnplanned(world, run);
  const says = (c: RunContext | undefined) => `${c?.ticket.title} ${c?.ticket.description}`;
  if (says(planned.context) !== says(context))
    monitor.violate(`${run.runId} implements a text that ${planned.run.runId} did not plan`);
  if (planned.context?.repo !== context?.repo)
    monitor.violate(`${run.runId} implements in ${context?.repo} what was planned for ${planned.context?.repo}`);
  if (!(await isApprovedRightly(world, planned.run)))
    monitor.violate(`${run.runId} implements the plan of ${planned.run.runId}, which nobody approved`);
}

/** A ticket may move, after its run was offered under a mapping without planning and was cut off; its repeat has no plan either. */
function checkUnplanned({ monitor }: World, run: Run): void {
  if (run.retryOf === undefined) monitor.violate(`${run.runId} is implemented without a plan`);
}

/** The report of each plan names its run, and people only add to it. */
async function planOf({ fakes }: World, context: RunContext | undefined) {
  const [, runId = ''] = /the plan of (\w+)/.exec(context?.planningContext ?? '') ?? [];
  const run = await fakes.runs.read(runId);
  return run && { run, context: await fakes.runs.readContext({ runId }) };
}

/** By the mapping of the plan, or by a person who did so after the plan was made: an older label is one of another plan. */
async function isApprovedRightly({ fakes, deeds }: World, plan: Run): Promise<boolean> {
  if (deeds.changedMappings.has(plan.mappingId)) return true;
  if ((await fakes.mappings.read(plan.mappingId))?.autoApprovePlans === true) return true;
  return deeds.approvals.some(({ ticketId, at }) => ticketId === plan.ticketId && at >= (plan.endedAt ?? at));
}
