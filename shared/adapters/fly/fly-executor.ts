import type { RunRequest } from '../../contract/runner.ts';
import { MissingSecret } from '../../domain/errors.ts';
import { type AllowedImages, mayRunImage } from '../../domain/machine-image.ts';
import { machineIdIn, machineNameOf } from '../../domain/machine-name.ts';
import type { Run } from '../../domain/run.ts';
import type { DispatchOutcome, ExecutionState, Executor } from '../../ports/executor.ts';
import { answered, unavailable, understood } from './fly-answer.ts';
import { type AskFly, type FlyApiSettings, flyApi } from './fly-api.ts';
import {
  executionIdOf,
  executionOf,
  isThere,
  Machine,
  Machines,
  metadataOf,
  RUN_KEY,
  startedAtOf,
  stateOf,
} from './machine.ts';
import { machineOrder, type OrderParts } from './machine-order.ts';
import { outcomeOfRefusal, refusedOnFly, standingMachineId } from './order-outcome.ts';

export interface FlyExecutorSettings
  extends FlyApiSettings,
    AllowedImages,
    Omit<OrderParts, 'image' | 'region' | 'credentials'> {
  /** Where people see machines, without a trailing slash. */
  webUrl: string;
  /** What reaches the model, as lines `NAME=value`; asked for with each order only. */
  credentials(): Promise<string>;
  /** Where machines may be, the default one first; none: anywhere. */
  regions: readonly string[];
  /** Epoch milliseconds. @default Date.now */
  now?: () => number;
}

/** Each run executes in a machine of its own on Fly, which is named after it. An order costs two requests at most. */
export function flyExecutor(settings: FlyExecutorSettings): Executor {
  const now = settings.now ?? Date.now;
  const ask = flyApi(settings);
  return {
    dispatch: (run, request) => dispatch(settings, { ask, now }, run, request),
    async find(run) {
      const answer = await answered(ask('GET', `?metadata.${RUN_KEY}=${encodeURIComponent(run.runId)}`), now);
      const machines = answer.status === 404 ? [] : understood(Machines, answer);
      return machines
        .filter((machine) => isOf(run, machine) && isThere(machine))
        .map((one) => executionOf(one, settings));
    },
    cancel: (_run, executionId) => cancel(ask, now, machineIdIn(executionId)),
    async job(_run, executionId) {
      const machine = await machineOf(ask, now, executionId);
      const startedAt = machine?.state === 'started' ? startedAtOf(machine) : undefined;
      return startedAt === undefined ? undefined : { startedAt };
    },
    async state(_run, executionId): Promise<ExecutionState> {
      const machine = await machineOf(ask, now, executionId);
      return machine === undefined ? 'gone' : stateOf(machine);
    },
  };
}

type Asking = { ask: AskFly; now: () => number };

async function dispatch(
  settings: FlyExecutorSettings,
  { ask, now }: Asking,
  run: Run,
  request: RunRequest,
): Promise<DispatchOutcome> {
  if (run.provider !== 'anthropic') return refusedOnFly('provider_not_on_fly', run.provider);
  const image = run.runnerImage ?? settings.defaultImage;
  if (!mayRunImage(settings, image)) return refusedOnFly('fly_image_refused', `${image} is not among the allowed ones`);
  const { machineRegion: region = settings.regions[0] } = run;
  if (!mayBeIn(settings, region)) return refusedOnFly('fly_region_unknown', `${region} is not among the allowed ones`);
  try {
    const order = machineOrder(run, request, { ...settings, image, region, credentials: await settings.credentials() });
    const answer = await ask('POST', '', order);
    const standing = answer && standingMachineId(answer);
    // Made by an order whose answer was lost: it is taken for that of this one, if it is the run's.
    const about = standing === undefined ? answer : await ask('GET', `/${standing}`);
    const machine = Machine.safeParse(about?.body);
    if (about !== undefined && about.status < 300 && machine.success && isOf(run, machine.data))
      return { outcome: 'dispatched', ...executionOf(machine.data, settings) };
    return standing === undefined ? outcomeOfRefusal(answer, now()) : { outcome: 'unanswered' };
  } catch (error) {
    if (error instanceof MissingSecret) return refusedOnFly('fly_token_missing', error.message);
    throw error;
  }
}

function mayBeIn({ regions }: FlyExecutorSettings, region: string | undefined): boolean {
  return region === undefined || regions.length === 0 || regions.includes(region);
}

function isOf(run: Run, machine: Machine): boolean {
  return machine.name === machineNameOf(run) && metadataOf(machine)[RUN_KEY] === run.runId;
}

/** Of the version that was ordered; a machine that was changed since is not the run's. */
async function machineOf(ask: AskFly, now: () => number, executionId: string): Promise<Machine | undefined> {
  const answer = await answered(ask('GET', `/${machineIdIn(executionId)}`), now);
  if (answer.status === 404) return undefined;
  const machine = understood(Machine, answer);
  return executionId === executionIdOf(machine) ? machine : undefined;
}

/** Lets the program end in order; what does not run, or cannot be told so, is destroyed. Machines are destroyed as they stop. */
async function cancel(ask: AskFly, now: () => number, machineId: string): Promise<void> {
  const stop = await ask('POST', `/${machineId}/stop`, { signal: 'SIGTERM' });
  if (stop !== undefined && (stop.status < 300 || stop.status === 404)) return;
  if (stop === undefined || stop.status === 429 || stop.status >= 500) throw unavailable(stop, now());
  await answered(ask('DELETE', `/${machineId}?force=true`), now);
}
