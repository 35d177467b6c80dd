import type { LocalClock } from '../clock.ts';
import type { CreateRequest } from './create-request.ts';
import { eventOf, type MachineRecord, newMachine } from './machine-record.ts';

/** What a machine that runs is to the simulator. */
export interface RunningMachine {
  /** Sends its program this signal. */
  signal(name: NodeJS.Signals): void;
}

/** Starts the program of a machine, and tells when it runs and how it ended. */
type LaunchMachine = (machine: MachineRecord, told: ToldOfMachine) => RunningMachine;

export interface ToldOfMachine {
  started(): void;
  printed(text: string): void;
  ended(exitCode: number): void;
}

/** A program that is told to stop has at most so long, whatever its `stop_config` says. */
const LONGEST_STOP_MS = 300_000;
const DEFAULT_STOP_MS = 5000;
/** Characters of what a machine printed, the newest. */
const LOG_LIMIT = 200_000;
/** A machine that was destroyed is still answered for this long, and then no more. */
const SHOWN_MS = 60_000;

/** The machines of one app. */
export function machinePark(clock: Pick<LocalClock, 'now' | 'at'>, launch: LaunchMachine | undefined): MachinePark {
  const machines = new Map<string, MachineRecord>();
  const running = new Map<string, RunningMachine>();
  const counts = { made: 0, destroyed: 0 };
  const destroy = (machine: MachineRecord) => {
    if (machine.state === 'destroyed') return;
    machine.state = 'destroyed';
    counts.destroyed += 1;
    note(machine, clock.now(), { type: 'destroy', status: 'destroyed' });
    running.get(machine.id)?.signal('SIGKILL');
    running.delete(machine.id);
  };
  const tell = (machine: MachineRecord): ToldOfMachine => ({
    started() {
      machine.state = 'started';
      note(machine, clock.now(), { type: 'start', status: 'started' });
    },
    printed(text) {
      machine.log = (machine.log + text).slice(-LOG_LIMIT);
    },
    ended(exitCode) {
      running.delete(machine.id);
      if (machine.state === 'destroyed') return;
      noteExit(machine, clock.now(), exitCode);
      if (machine.config.auto_destroy === true) destroy(machine);
    },
  });
  const isShown = ({ state, updatedAt }: MachineRecord) => state !== 'destroyed' || clock.now() - updatedAt < SHOWN_MS;
  return {
    ...{ counts, destroy },
    ever: () => [...machines.values()],
    all: () => [...machines.values()].filter(isShown),
    isBusy: () => running.size > 0,
    named: (name) => [...machines.values()].find((one) => one.name === name && one.state !== 'destroyed'),
    create(request) {
      const machine = newMachine(request, clock.now());
      machines.set(machine.id, machine);
      counts.made += 1;
      const program = request.skip_launch === true ? undefined : launch?.(machine, tell(machine));
      if (program !== undefined) running.set(machine.id, program);
      return machine;
    },
    stop(machine, signal) {
      const program = running.get(machine.id);
      if (program === undefined || machine.state === 'destroyed') return false;
      machine.state = 'stopping';
      const { stop_config: stop } = machine.config;
      program.signal(signal ?? (stop?.signal as NodeJS.Signals | undefined) ?? 'SIGINT');
      const limitMs = Math.min((stop?.timeout ?? DEFAULT_STOP_MS * 1e6) / 1e6, LONGEST_STOP_MS);
      clock.at(clock.now() + limitMs, () => running.get(machine.id)?.signal('SIGKILL'));
      return true;
    },
    halt: () => [...machines.values()].forEach(destroy),
  };
}

export interface MachinePark {
  counts: { made: number; destroyed: number };
  all(): MachineRecord[];
  /** Also those that are not shown any more. */
  ever(): MachineRecord[];
  isBusy(): boolean;
  named(name: string): MachineRecord | undefined;
  create(request: CreateRequest): MachineRecord;
  /** False where there is nothing to stop. */
  stop(machine: MachineRecord, signal: NodeJS.Signals | undefined): boolean;
  destroy(machine: MachineRecord): void;
  /** Every machine ends, as with the power of its host. */
  halt(): void;
}

type NewEvent = Omit<Parameters<typeof eventOf>[0], 'timestamp' | 'source'>;

function note(machine: MachineRecord, now: number, event: NewEvent): void {
  machine.updatedAt = now;
  machine.events.push(eventOf({ ...event, source: 'flyd', timestamp: now }));
}

function noteExit(machine: MachineRecord, now: number, exitCode: number): void {
  const isAsked = machine.state === 'stopping';
  machine.state = 'stopped';
  const exited_at = new Date(now).toISOString();
  const exit_event = { exit_code: exitCode, oom_killed: false, requested_stop: isAsked, exited_at };
  note(machine, now, { type: 'exit', status: 'stopped', request: { exit_event } });
}
