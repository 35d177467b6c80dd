import * as z from 'zod';
import { RunContext, RunReport } from '../../contract/runner.ts';
import { DAY_MS, epochSeconds, plus } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { RunStore } from '../../ports/run-store.ts';
import { instant } from './item-shape.ts';
import { contextKey, reportKey } from './keys.ts';
import { Packed, pack, unpack } from './packed.ts';
import type { StateTable } from './state-table.ts';

/** For so long it is known what a run was asked, did and reported. */
export const KEPT_MS = 90 * DAY_MS;

const ReportItem = Packed.extend({ receivedAt: instant });
/** In attributes that the function which writes reports may not name; earlier versions used those of `Packed`. */
const ContextItem = z.object({ contextHash: Packed.shape.hash, context: Packed.shape.data });

type Documents = Pick<RunStore, 'putContext' | 'readContext' | 'putReport' | 'readReport'>;

/** What belongs to a run and may be large; kept for 90 days. */
export function runDocuments(table: StateTable, clock: Clock): Documents {
  const expiresAt = () => epochSeconds(plus(clock.now(), KEPT_MS));
  return {
    async putContext(runId, context) {
      const { hash: contextHash, data } = pack(context);
      await table.put(
        { ...contextKey(runId), contextHash, context: data, expiresAt: expiresAt() },
        { condition: 'attribute_not_exists(pk)' },
      );
    },
    async readContext({ runId, tokenAlg }) {
      const item = await table.get(contextKey(runId));
      if (item === undefined) return undefined;
      if (tokenAlg === undefined && !('context' in item)) return RunContext.parse(unpack(Packed.parse(item)));
      const { contextHash: hash, context: data } = ContextItem.parse(item);
      return RunContext.parse(unpack({ hash, data }));
    },
    async putReport(runId, { report, receivedAt }) {
      const packed = pack(report);
      const item = { ...reportKey(runId), ...packed, receivedAt, expiresAt: expiresAt() };
      const write = await table.put(item, { condition: 'attribute_not_exists(pk)' });
      if (write.isWritten) return 'stored';
      return ReportItem.parse(write.standing).hash === packed.hash ? 'identical' : 'conflicting';
    },
    async readReport(runId) {
      const item = await table.get(reportKey(runId));
      if (item === undefined) return undefined;
      const { receivedAt, ...packed } = ReportItem.parse(item);
      return { report: RunReport.parse(unpack(packed)), receivedAt };
    },
  };
}
