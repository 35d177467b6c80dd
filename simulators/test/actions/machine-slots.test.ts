import { expect, test } from 'vitest';
import { machineSlots } from '../../actions/machine-slots.ts';

const never = new AbortController().signal;

/** Takes a slot, and notes when it got it. */
function asking(slots: ReturnType<typeof machineSlots>, stop: AbortSignal = never) {
  const entered: number[] = [];
  const ask = async (runId: number) => {
    const leave = await slots.take(runId, stop);
    entered.push(runId);
    return leave;
  };
  return { entered, ask };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('no more jobs than machines run at once, and those of older runs go first', async () => {
  const { entered, ask } = asking(machineSlots(1));
  const first = await ask(3);
  const others = [9, 4, 7].map(ask);
  await settled();
  expect(entered).toEqual([3]);
  first();
  for (const runId of [4, 7, 9]) {
    await settled();
    expect(entered.at(-1)).toBe(runId);
    (await others[[9, 4, 7].indexOf(runId)])?.();
  }
  (await ask(1))();
  expect(entered).toEqual([3, 4, 7, 9, 1]);
});

test('a job that is stopped while it waits takes no machine', async () => {
  const slots = machineSlots(1);
  const leave = await slots.take(1, never);
  const stop = new AbortController();
  const stopped = slots.take(2, stop.signal);
  stop.abort();
  (await stopped)();
  const { entered, ask } = asking(slots);
  const last = ask(3);
  await settled();
  expect(entered).toEqual([]);
  leave();
  (await last)();
  (await ask(4))();
  expect(entered).toEqual([3, 4]);
});

test('a job that is let in and stopped at the same moment keeps no machine', async () => {
  const slots = machineSlots(1);
  const leave = await slots.take(1, never);
  const stop = new AbortController();
  const between = slots.take(2, stop.signal);
  stop.abort();
  leave();
  (await between)();
  const { entered, ask } = asking(slots);
  await ask(3);
  expect(entered).toEqual([3]);
});

test('without a number there is a machine for every job', async () => {
  const { entered, ask } = asking(machineSlots());
  await Promise.all([1, 2, 3].map(ask));
  expect(entered).toEqual([1, 2, 3]);
});
