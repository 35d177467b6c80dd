import * as z from 'zod';
import { Progress, RunContext, RunReport } from '../../contract/runner.ts';
import { DAY_MS, epochSeconds, plus } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RunStore } from '../../ports/run-store.ts';
import { instant } from './item-shape.ts';
import { contextKey, reportKey, runKey, STEP_PREFIX, stepKey } from './keys.ts';
import { Packed, pack, unpack } from './packed.ts';
import type { StateTable } from './state-table.ts';

const KEPT_MS = 90 * DAY_MS;

const ReportItem = Packed.extend({ receivedAt: instant });
const StepItem = z.object({ step: Progress.options[1] });

type Documents = Pick<RunStore, 'putContext' | 'readContext' | 'putReport' | 'readReport' | 'putStep' | 'steps'>;

/** What belongs to a run and may be large, or many; kept for 90 days. */
export function runDocuments(table: StateTable, clock: Clock): Documents {
  const expiresAt = () => epochSeconds(plus(clock.now(), KEPT_MS));
  return {
    async putContext(runId, context) {
      await table.put(
        { ...contextKey(runId), ...pack(context), expiresAt: expiresAt() },
        { condition: 'attribute_not_exists(pk)' },
      );
    },
    async readContext(runId) {
      const item = await table.get(contextKey(runId));
      return item === undefined ? undefined : RunContext.parse(unpack(Packed.parse(item)));
    },
    async putReport(runId, { report, receivedAt }) {
      const packed = pack(report);
      const item = { ...reportKey(runId), ...packed, receivedAt, expiresAt: expiresAt() };
      const write = await table.put(item, { condition: 'attribute_not_exists(pk)' });
      if (write.isWritten) return 'stored';
      return ReportItem.parse(await write.standing()).hash === packed.hash ? 'identical' : 'conflicting';
    },
    async readReport(runId) {
      const item = await table.get(reportKey(runId));
      if (item === undefined) return undefined;
      const { receivedAt, ...packed } = ReportItem.parse(item);
      return { report: RunReport.parse(unpack(packed)), receivedAt };
    },
    async putStep(runId, step) {
      await table.put({ ...stepKey(runId, step.stepId), step, expiresAt: expiresAt() });
    },
    async steps(runId) {
      const items = await table.query({
        partition: runKey(runId).pk,
        sort: 'begins_with(sk, :steps)',
        values: { ':steps': STEP_PREFIX },
      });
      const steps = items.map((item) => StepItem.parse(item).step);
      return steps.sort((a, b) => a.startedAt.localeCompare(b.startedAt) || (a.stepId < b.stepId ? -1 : 1));
    },
  };
}
