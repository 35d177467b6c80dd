import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { LocalClock } from '../../../simulators/clock.ts';
import { REGION } from '../aws/place.ts';
import { FunctionError } from './function-error.ts';
import { environmentOf, type FunctionSettings } from './function-settings.ts';
import { type Invocation, type RuntimeApi, startRuntimeApi } from './runtime-api.ts';

/** What an environment needs of the laptop around it. */
export interface LambdaHost {
  clock: Pick<LocalClock, 'now' | 'offsetMs'>;
  awsEndpoint: string;
  /** Gives one environment its credentials; they are taken back with `dismiss`. */
  admit(functionName: string, slot: number, kill: () => void): string;
  dismiss(accessKeyId: string): void;
  log(source: string, line: string): void;
}

/** One process of a function, with one event at a time. */
export interface ExecutionEnvironment {
  slot: number;
  state(): 'starting' | 'idle' | 'busy' | 'ended';
  /** Hands over an event; only while `idle`. */
  run(invocation: Invocation): void;
  /** Ends the process at once; what it was doing fails. */
  kill(): void;
  processId(): number | undefined;
  /** Fulfilled when the process is gone. */
  ended: Promise<void>;
}

export interface EnvironmentEvents {
  /** The environment became idle. */
  onIdle(): void;
  /** It ended; `initError` when it never became idle. */
  onEnd(initError: FunctionError | undefined): void;
}

const RUNTIME_LOOP = fileURLToPath(new URL('./runtime-loop.mjs', import.meta.url));
/** A laptop runs a dozen of these processes, and each would let up to 48 MB of short-lived objects pile up. */
const SMALL_YOUNG_GENERATION = '--max-semi-space-size=1';
/** Lambda leaves the last tenth of a function's memory to what is not of JavaScript. */
const OLD_GENERATION = 0.9;
/** Lambda's own limit for starting a function. */
const INIT_LIMIT_MS = 10_000;

/** Starts a process for a function. */
export function startEnvironment(
  settings: FunctionSettings,
  slot: number,
  host: LambdaHost,
  events: EnvironmentEvents,
): ExecutionEnvironment {
  let state: ReturnType<ExecutionEnvironment['state']> = 'starting';
  let initError: FunctionError | undefined;
  const work = currentWork();
  const doomed = killSwitch();
  const expire = (afterMs: number) => {
    const error = new FunctionError('Sandbox.Timedout', `Task timed out after ${afterMs / 1000} seconds`);
    if (state === 'starting') initError = error;
    work.fail(error);
    doomed.kill();
  };
  const live = async (deliverTo: (api: RuntimeApi) => void) => {
    const api = await startRuntimeApi({
      onNext() {
        work.end();
        state = 'idle';
        events.onIdle();
      },
      onInitError(error) {
        initError = error;
      },
      onResult: (requestId, result) => work.settle(requestId, (invocation) => invocation.succeed(result)),
      onError: (requestId, error) => work.settle(requestId, (invocation) => invocation.fail(error)),
    });
    deliverTo(api);
    const accessKeyId = host.admit(settings.shortName, slot, doomed.kill);
    const child = doomed.arm(launch(settings, slot, host, { accessKeyId, runtimeApi: api.address }));
    work.begin(undefined, Math.max(INIT_LIMIT_MS, settings.timeoutMs), expire);
    const [code, signal] = await once(child, 'exit');
    host.dismiss(accessKeyId);
    api.stop();
    const reason = signal ? `signal: ${signal}` : `exit status ${code}`;
    const crash = new FunctionError('Runtime.ExitError', `Runtime exited with error: ${reason}`);
    if (state === 'starting') initError ??= crash;
    state = 'ended';
    work.fail(crash);
    events.onEnd(initError);
  };
  let deliver: RuntimeApi['deliver'] = () => {};
  return {
    slot,
    state: () => state,
    run(invocation) {
      state = 'busy';
      work.begin(invocation, settings.timeoutMs, expire);
      const deadlineAt = host.clock.now() + settings.timeoutMs;
      deliver(invocation, { arn: settings.arn, deadlineAt, clockOffsetMs: host.clock.offsetMs() });
    },
    kill: doomed.kill,
    processId: doomed.processId,
    ended: live((api) => {
      deliver = api.deliver;
    }),
  };
}

/** The event that an environment works on, and the limit of its time. */
function currentWork() {
  let current: Invocation | undefined;
  let limit: NodeJS.Timeout | undefined;
  const end = () => {
    clearTimeout(limit);
    const ended = current;
    current = undefined;
    return ended;
  };
  return {
    /** Without an invocation it is the start of the function that is limited. */
    begin(invocation: Invocation | undefined, limitMs: number, expire: (afterMs: number) => void) {
      clearTimeout(limit);
      current = invocation;
      limit = setTimeout(expire, limitMs, limitMs);
    },
    end,
    /** Settles the event of that id; one that was settled before (its time was over) is left as it is. */
    settle(requestId: string, settle: (invocation: Invocation) => void) {
      if (current?.requestId !== requestId) return;
      const ended = end();
      if (ended) settle(ended);
    },
    fail(error: FunctionError) {
      end()?.fail(error);
    },
  };
}

/** Kills a process also when asked to before the process exists. */
function killSwitch() {
  let child: ChildProcess | undefined;
  let isPulled = false;
  return {
    kill() {
      isPulled = true;
      child?.kill('SIGKILL');
    },
    processId: () => child?.pid,
    arm(started: ChildProcess) {
      child = started;
      if (isPulled) child.kill('SIGKILL');
      return child;
    },
  };
}

function launch(
  settings: FunctionSettings,
  slot: number,
  host: LambdaHost,
  place: { accessKeyId: string; runtimeApi: string },
): ChildProcess {
  const env = environmentOf(settings, {
    ...place,
    awsEndpoint: host.awsEndpoint,
    region: REGION,
    logStream: `laptop/${slot}`,
  });
  // An open standard input tells the process that we live.
  const oldGeneration = `--max-old-space-size=${Math.floor(settings.memoryMb * OLD_GENERATION)}`;
  const flags = [SMALL_YOUNG_GENERATION, oldGeneration];
  const child = spawn(process.execPath, [...flags, RUNTIME_LOOP, String(host.clock.offsetMs())], {
    cwd: settings.codeFolder,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  for (const output of [child.stdout, child.stderr]) {
    createInterface({ input: output }).on('line', (line) => host.log(settings.shortName, line));
  }
  return child;
}
