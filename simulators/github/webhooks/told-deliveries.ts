import type { HookState, Told } from './hook-state.ts';

/** What deliveries told, by their guid: it can be told again. */
export interface ToldDeliveries {
  /** Nobody has taken it yet. */
  note(guid: string, told: Told): void;
  /** Somebody answered 2xx. */
  noteTaken(guid: string): void;
  of(guid: string): Told | undefined;
}

const KEPT = 500;

/** What nobody took outlives a restart, as part of the state; what was taken is known as long as the simulator runs. */
export function toldDeliveries(state: () => HookState): ToldDeliveries {
  const taken = new Map<string, Told>();
  const untaken = () => {
    const hook = state();
    hook.untaken ??= {};
    return hook.untaken;
  };
  return {
    note(guid, told) {
      const all = untaken();
      all[guid] = told;
      for (const oldest of withoutNewest(Object.keys(all))) delete all[oldest];
    },
    noteTaken(guid) {
      const told = untaken()[guid];
      if (told === undefined) return;
      delete untaken()[guid];
      taken.set(guid, told);
      for (const oldest of withoutNewest([...taken.keys()])) taken.delete(oldest);
    },
    of: (guid) => taken.get(guid) ?? untaken()[guid],
  };
}

const withoutNewest = (guids: string[]) => guids.slice(0, Math.max(guids.length - KEPT, 0));
