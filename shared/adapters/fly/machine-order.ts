import { MACHINE_FILES, type MachineOrder } from '../../contract/machine.ts';
import type { RunRequest } from '../../contract/runner.ts';
import { machineKindOf, variablesIn } from '../../domain/machine.ts';
import { machineNameOf } from '../../domain/machine-name.ts';
import { DEFAULT_MACHINE_CPUS, DEFAULT_MACHINE_MEMORY_MB } from '../../domain/mapping.ts';
import type { Run } from '../../domain/run.ts';
import { RUN_KEY, STACK_KEY } from './machine.ts';

/** Seconds that the program has to end in order after it was told to; its report is part of that. */
const STOP_SECONDS = 30;
/** For root alone. */
const MODE = 0o400;

export interface OrderParts {
  image: string;
  /** Undefined: Fly chooses. */
  region: string | undefined;
  /** By it a deployment knows its own machines: its public address. */
  stack: string;
  /** Lines `NAME=value`. */
  credentials: string;
  githubApiUrl: string;
  githubServerUrl: string;
}

/** The body of `POST /apps/{app}/machines`: one machine, which runs the run once and is destroyed as it ends. */
export function machineOrder(run: Run, request: RunRequest, parts: OrderParts): object {
  const { machineCpus: cpus = DEFAULT_MACHINE_CPUS, machineMemoryMb: memoryMb = DEFAULT_MACHINE_MEMORY_MB } = run;
  return {
    name: machineNameOf(run),
    ...(parts.region === undefined ? {} : { region: parts.region }),
    // The secrets of the app are not for runs.
    skip_secrets: true,
    skip_service_registration: true,
    config: {
      image: parts.image,
      env: environmentOf(run),
      guest: { cpu_kind: machineKindOf({ cpus, memoryMb }) ?? 'performance', cpus, memory_mb: memoryMb },
      files: [
        fileOf(MACHINE_FILES.order, JSON.stringify(orderOf(run, request, parts))),
        fileOf(MACHINE_FILES.credentials, parts.credentials),
      ],
      metadata: { [RUN_KEY]: run.runId, [STACK_KEY]: parts.stack },
      restart: { policy: 'no' },
      auto_destroy: true,
      stop_config: { signal: 'SIGTERM', timeout: STOP_SECONDS * 1_000_000_000 },
    },
  };
}

/** By their names our runner tells what the mapping gave from what Fly did. */
function environmentOf({ extraEnv = '' }: Run): Record<string, string> {
  const given = variablesIn(extraEnv);
  return { ...given, AI_IMPLEMENT_VARIABLES: Object.keys(given).join(' ') };
}

function orderOf(run: Run, request: RunRequest, { githubApiUrl, githubServerUrl }: OrderParts): MachineOrder {
  return {
    runId: run.runId,
    phase: run.phase,
    callbackUrl: request.callback_url,
    resultToken: request.result_token,
    progressToken: request.progress_token,
    githubApiUrl,
    githubServerUrl,
  };
}

function fileOf(guestPath: string, text: string): object {
  return { guest_path: guestPath, raw_value: Buffer.from(text).toString('base64'), mode: MODE };
}
