import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HandlerStarts, handlerStarts } from './handler-starts.ts';
import { type BundledHandler, type SizedFunction, sizedFunctions } from './init-size.ts';

/** A function's start beside that of its empty handler; times are medians, in milliseconds. */
export interface ColdStart extends SizedFunction {
  ms: number;
  emptyMs: number;
}

const STARTS = 21;

/** Starts every function and every empty handler in turns, so that what else the machine does meets all alike. */
export async function measureColdStarts(): Promise<ColdStart[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ai-implement-bench-'));
  const starts = await handlerStarts();
  try {
    const sized = await sizedFunctions(folder, starts);
    const times = await importTimes([...new Set(sized.flatMap(({ handler, empty }) => [handler, empty]))], starts);
    const median = (handler: BundledHandler) => medianOf(times.get(handler) ?? []);
    return sized.map((one) => ({ ...one, ms: median(one.handler), emptyMs: median(one.empty) }));
  } finally {
    starts.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function importTimes(
  handlers: readonly BundledHandler[],
  starts: HandlerStarts,
): Promise<Map<BundledHandler, number[]>> {
  const times = new Map<BundledHandler, number[]>(handlers.map((handler) => [handler, []]));
  for (let count = 0; count < STARTS; count += 1) {
    for (const [handler, taken] of times) taken.push(await starts.importMs(handler.file, handler.variables));
  }
  return times;
}

/** Of an odd number of values. */
function medianOf(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
