import { randomUUID } from 'node:crypto';
import { type ExecutionEnvironment, type LambdaHost, startEnvironment } from './execution-environment.ts';
import { FunctionError } from './function-error.ts';
import type { FunctionSettings } from './function-settings.ts';
import type { Invocation } from './runtime-api.ts';

/** A function with its processes, started when they are needed. */
export interface LambdaFunction {
  settings: FunctionSettings;
  /** Runs the function once and answers its result; throws `FunctionError`. Waits while all environments are busy. */
  invoke(event: unknown): Promise<unknown>;
  /** Starts the first environment ahead of the first event; how it goes is logged. */
  warm(): void;
  /** Whether an environment is up and waits for an event, or works on one. */
  isWarm(): boolean;
  /** Events that run, or wait for an environment. */
  unfinished(): number;
  /** What it was used for so far: a laptop's milliseconds, starts of processes aside. */
  used(): Used;
  /** The processes that are up. */
  processIds(): number[];
  /** Ends all processes and waits until they are gone. */
  stop(): Promise<void>;
}

export interface Used {
  invocations: number;
  ms: number;
}

export function lambdaFunction(settings: FunctionSettings, host: LambdaHost): LambdaFunction {
  const environments = new Map<number, ExecutionEnvironment>();
  const queue: Invocation[] = [];
  const used: Used = { invocations: 0, ms: 0 };
  let running = 0;
  let isStopped = false;

  const inState = (wanted: string) => [...environments.values()].filter(({ state }) => state() === wanted);
  const start = () => {
    const slot = freeSlot(environments);
    const environment = startEnvironment(settings, slot, host, {
      onIdle: pump,
      onEnd(initError) {
        environments.delete(slot);
        if (initError && !isStopped) reportInitError(initError);
        pump();
      },
    });
    environments.set(slot, environment);
  };
  const reportInitError = (error: FunctionError) => {
    host.log(settings.shortName, `the function does not start: ${error.name}: ${error.message}`);
    // As on AWS, the event for which it was started fails; the next one tries again.
    queue.shift()?.fail(error);
  };
  function pump(): void {
    if (isStopped) return;
    for (const environment of inState('idle')) {
      const next = queue.shift();
      if (!next) return;
      environment.run(counted(next, used));
    }
    const missing = queue.length - inState('starting').length;
    const allowed = settings.maxEnvironments - environments.size;
    for (let count = Math.min(missing, allowed); count > 0; count -= 1) start();
  }
  return {
    settings,
    async invoke(event) {
      if (isStopped) throw new FunctionError('Laptop.Stopped', `${settings.shortName} is stopped`);
      running += 1;
      try {
        return await new Promise((succeed, fail) => {
          queue.push({ requestId: randomUUID(), event, succeed, fail });
          pump();
        });
      } finally {
        running -= 1;
      }
    },
    warm() {
      if (environments.size === 0 && !isStopped) start();
    },
    isWarm: () => inState('idle').length + inState('busy').length > 0,
    unfinished: () => running,
    used: () => ({ ...used }),
    processIds: () => [...environments.values()].flatMap((environment) => environment.processId() ?? []),
    async stop() {
      isStopped = true;
      for (const invocation of queue.splice(0)) {
        invocation.fail(new FunctionError('Laptop.Stopped', `${settings.shortName} is stopped`));
      }
      const last = [...environments.values()];
      for (const environment of last) environment.kill();
      await Promise.all(last.map(({ ended }) => ended));
    },
  };
}

/** The same, and when it is over it counts. */
function counted(invocation: Invocation, used: Used): Invocation {
  const startedAt = performance.now();
  const count = () => {
    used.invocations += 1;
    used.ms += performance.now() - startedAt;
  };
  return {
    ...invocation,
    succeed(result) {
      count();
      invocation.succeed(result);
    },
    fail(error) {
      count();
      invocation.fail(error);
    },
  };
}

function freeSlot(environments: ReadonlyMap<number, unknown>): number {
  let slot = 0;
  while (environments.has(slot)) slot += 1;
  return slot;
}
