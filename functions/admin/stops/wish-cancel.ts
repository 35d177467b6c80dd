import { AppError } from '../../../shared/domain/errors.ts';
import type { CancelWish } from '../../../shared/domain/run.ts';
import type { StoppedRun } from '../../../shared/domain/stop.ts';
import type { AdminDeps } from '../admin-deps.ts';

export type WishDeps = Pick<AdminDeps, 'runs' | 'timers' | 'lifecycle' | 'caller' | 'clock'>;

const AT_ONCE = 20;

/** The wish of whoever is signed in. */
export function newWish({ caller, clock }: Pick<AdminDeps, 'caller' | 'clock'>, reason: string): CancelWish {
  return { by: caller.name, askedAt: clock.now(), reason };
}

/**
 * Notes on a run that a person wants it cancelled, and has advance-run look at it; false where it is over already. Its timer stands
 * first, so that a wish whose event was lost is found all the same.
 */
export async function wishCancel(deps: WishDeps, run: StoppedRun, wish: CancelWish): Promise<boolean> {
  const { tracker, ticketId, runId } = run;
  const timer = { kind: 'check-run', dueAt: deps.clock.now(), tracker, ticketId, runId } as const;
  await deps.timers.set(timer);
  if ((await deps.runs.wishCancel(runId, wish)) === 'over') return false;
  await deps.lifecycle.send({ type: 'TimerDue', timer });
  return true;
}

/** The same of many; one that fails does not keep the others, its error is thrown at the end. Answers how many were not over. */
export async function wishCancelAll(deps: WishDeps, runs: readonly StoppedRun[], wish: CancelWish): Promise<number> {
  const wished = await eachAtOnce(runs, (run) => wishCancel(deps, run, wish));
  return wished.filter(Boolean).length;
}

/** Some at a time, in order; all are tried before an error of any is thrown. */
export async function eachAtOnce<Item, Made>(
  items: readonly Item[],
  make: (item: Item) => Promise<Made>,
): Promise<Made[]> {
  const made: Made[] = [];
  const failures: unknown[] = [];
  for (let from = 0; from < items.length; from += AT_ONCE) {
    for (const one of await Promise.allSettled(items.slice(from, from + AT_ONCE).map(make))) {
      if (one.status === 'fulfilled') made.push(one.value);
      else failures.push(one.reason);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'some of it failed, all else is done');
  return made;
}

export function nothingToCancel(): AppError {
  return new AppError('nothing_to_cancel', 'nothing of it is in flight or due');
}
