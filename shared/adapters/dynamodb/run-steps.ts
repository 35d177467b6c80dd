import * as z from 'zod';
import { Progress, type StepProgress } from '../../contract/runner.ts';
import { isTerminal, STEPS_PER_RUN } from '../../domain/run.ts';
import { epochSeconds, type Instant, plus } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RunStore } from '../../ports/run-store.ts';
import { instant } from './item-shape.ts';
import { runKey, STEP_PREFIX, stepKey } from './keys.ts';
import { isIn, LIVE, STATUS, statusValues } from './run-changes.ts';
import { KEPT_MS } from './run-documents.ts';
import { RunItem } from './run-item.ts';
import type { StateTable } from './state-table.ts';

/** Times are read more widely than they are taken: what stands in the table must not become unreadable. */
const StepItem = z.object({ step: Progress.options[1].extend({ startedAt: instant, endedAt: instant.optional() }) });

/**
 * The steps of runs, each an item of its own. Their ids stand on the run as well, where one condition bounds their number:
 * an id is noted there first, so that a write that is cut off leaves an id without a step, and never a step too many.
 */
export function runSteps(table: StateTable, clock: Clock): Pick<RunStore, 'noteStep' | 'steps'> {
  return {
    async noteStep(runId, step, at) {
      const outcome = await noteId(table, { runId, stepId: step.stepId, at });
      if (outcome !== 'noted') return outcome;
      const expiresAt = epochSeconds(plus(clock.now(), KEPT_MS));
      await table.put({ ...stepKey(runId, step.stepId), step, expiresAt });
      return 'noted';
    },
    async steps(runId) {
      const items = await table.query({
        partition: runKey(runId).pk,
        sort: 'begins_with(sk, :steps)',
        values: { ':steps': STEP_PREFIX },
        limit: STEPS_PER_RUN,
      });
      return items.map((item) => StepItem.parse(item).step).sort(byBeginning);
    },
  };
}

interface NotedId {
  runId: string;
  stepId: string;
  at: Instant;
}

async function noteId(table: StateTable, { runId, stepId, at }: NotedId): Promise<'noted' | 'full' | 'over'> {
  const hasRoom = 'attribute_not_exists(stepIds) OR contains(stepIds, :stepId) OR size(stepIds) < :most';
  const write = await table.update(runKey(runId), 'SET heartbeatAt = :at ADD stepIds :stepIds', {
    condition: `${isIn(LIVE)} AND (${hasRoom})`,
    names: STATUS,
    values: {
      ...statusValues(LIVE),
      ':at': at,
      ':stepId': stepId,
      ':stepIds': new Set([stepId]),
      ':most': STEPS_PER_RUN,
    },
  });
  if (write.isWritten) return 'noted';
  const run = RunItem.optional().parse(write.standing);
  return run === undefined || isTerminal(run.status) ? 'over' : 'full';
}

function byBeginning(a: StepProgress, b: StepProgress): number {
  return a.startedAt.localeCompare(b.startedAt) || (a.stepId < b.stepId ? -1 : 1);
}
