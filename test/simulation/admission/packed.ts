import type { State } from './state.ts';

type Value = string | number | boolean | null | undefined;

const words = new Map<Value, number>();

/** A short string that is equal for equal states: one character for each value in it, in a fixed order. */
export function packed(state: State): string {
  const { slots, records, runs, workflowRuns, budgets, deliveries, advance, watch, stop, faultsLeft } = state;
  const codes = [faultsLeft, workflowRuns.length, code(advance.step), advance.run, code(watch.step), watch.run];
  codes.push(code(stop.step), code(stop.seen));
  for (const count of [...budgets.ticket.counted, ...budgets.day.counted]) {
    codes.push(code(count));
  }
  for (const slot of slots) {
    codes.push(code(slot?.run), code(slot?.claimedBy));
  }
  for (const record of records) {
    codes.push(code(record.liveRun), code(record.lastRun));
  }
  for (const run of runs) {
    const allowance = 3 * run.dispatchesAllowed + run.dispatchesTaken;
    codes.push(
      code(run.status),
      code(run.workflowRun),
      code(run.lease),
      allowance,
      code(run.hasTimer),
      code(run.report),
      code(run.isWished),
      code(run.hasWorked),
      code(run.isTold),
    );
  }
  for (const delivery of deliveries) {
    codes.push(code(delivery.step), code(delivery.seen));
  }
  for (const workflowRun of workflowRuns) {
    codes.push(workflowRun.run, code(workflowRun.status), code(workflowRun.gate));
  }
  return String.fromCharCode(...codes);
}

function code(value: Value): number {
  const known = words.get(value) ?? words.size;
  if (known === words.size) {
    words.set(value, known);
  }
  return known;
}
