import * as z from 'zod';
import { machineExecutionId } from '../../domain/machine-name.ts';
import type { Instant } from '../../domain/time.ts';
import type { Execution, ExecutionState } from '../../ports/executor.ts';

/** By these a machine says whose it is. */
export const RUN_KEY = 'ai_implement_run';
export const STACK_KEY = 'ai_implement_stack';

/** What we read of a machine. Fly's states are free text, so that a later one breaks nothing. */
export const Machine = z.object({
  id: z.string().regex(/^[A-Za-z0-9]{1,40}$/),
  /** Of this version of the machine; an update makes a new one. */
  instance_id: z.string().regex(/^[A-Za-z0-9-]{1,40}$/),
  name: z.string(),
  state: z.string(),
  created_at: z.string().optional(),
  updated_at: z.string().optional(),
  config: z.object({ metadata: z.record(z.string(), z.string()).nullish() }).nullish(),
  events: z
    .array(
      z.object({
        type: z.string(),
        status: z.string().nullish(),
        timestamp: z.number().nullish(),
        request: z
          .object({
            exit_event: z
              .object({
                exit_code: z.number().nullish(),
                oom_killed: z.boolean().nullish(),
                requested_stop: z.boolean().nullish(),
              })
              .nullish(),
          })
          .nullish(),
      }),
    )
    .nullish(),
});
export type Machine = z.infer<typeof Machine>;
export const Machines = z.array(Machine);

/** Of a machine in the version that it has. */
export function executionIdOf({ id, instance_id }: Machine): string {
  return machineExecutionId({ machineId: id, version: instance_id });
}

export function executionOf(machine: Machine, { app, webUrl }: { app: string; webUrl: string }): Execution {
  return { workflowRunId: executionIdOf(machine), url: `${webUrl}/apps/${app}/machines/${machine.id}` };
}

export const metadataOf = ({ config }: Machine) => config?.metadata ?? {};

const GONE = ['destroyed', 'destroying', 'replaced', 'migrated'];
const OVER = ['stopped', 'stopping', 'failed', 'launch_failed', 'suspended', 'suspending'];

/** Whether it takes up anything yet. */
export const isThere = ({ state }: Pick<Machine, 'state'>) => !GONE.includes(state);

/** A state that nobody knows is one on the way to another. */
export function stateOf(machine: Machine): ExecutionState {
  const { state } = machine;
  if (GONE.includes(state) || OVER.includes(state)) return { ended: conclusionOf(machine) };
  return state === 'started' ? 'in_progress' : 'queued';
}

/** How its program ended, in the words that GitHub has for the same. */
function conclusionOf({ events }: Machine): string | undefined {
  const exit = events?.find(({ type }) => type === 'exit')?.request?.exit_event;
  if (exit === undefined || exit === null) return undefined;
  if (exit.oom_killed === true) return 'out_of_memory';
  if (exit.requested_stop === true) return 'cancelled';
  return exit.exit_code === 0 ? 'success' : 'failure';
}

/** When its program began; Fly tells milliseconds. */
export function startedAtOf({ events, updated_at, created_at }: Machine): Instant | undefined {
  const start = events?.find(({ type, status }) => type === 'start' && status === 'started')?.timestamp;
  const at = start ?? Date.parse(updated_at ?? created_at ?? '');
  return Number.isFinite(at) ? new Date(at).toISOString() : undefined;
}
