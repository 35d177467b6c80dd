import { randomBytes } from 'node:crypto';
import { ulid } from 'ulid';
import { type CreateRequest, DEFAULT_REGION } from './create-request.ts';

/** A machine as the simulator keeps it. */
export interface MachineRecord {
  id: string;
  instanceId: string;
  name: string;
  region: string;
  state: 'created' | 'starting' | 'started' | 'stopping' | 'stopped' | 'destroyed';
  config: CreateRequest['config'];
  createdAt: number;
  updatedAt: number;
  events: MachineEvent[];
  /** What its program printed, the newest. */
  log: string;
}

interface MachineEvent {
  id: string;
  type: 'launch' | 'start' | 'exit' | 'destroy';
  status: string;
  source: 'user' | 'flyd';
  timestamp: number;
  request?: { exit_event: { exit_code: number; oom_killed: boolean; requested_stop: boolean; exited_at: string } };
}

export function newMachine({ name, region = DEFAULT_REGION, config }: CreateRequest, now: number): MachineRecord {
  const id = randomBytes(7).toString('hex');
  return {
    ...{ id, instanceId: ulid(now), name: name ?? `machine-${id}`, region, state: 'created', config },
    ...{ createdAt: now, updatedAt: now },
    events: [eventOf({ type: 'launch', status: 'created', source: 'user', timestamp: now })],
    log: '',
  };
}

export function eventOf(event: Omit<MachineEvent, 'id'>): MachineEvent {
  return { id: ulid(event.timestamp), ...event };
}

/** As the API shows it. Whoever may read a machine reads its files too. */
export function shown(machine: MachineRecord): object {
  const { id, instanceId, name, region, state, config, createdAt, updatedAt, events } = machine;
  return {
    id,
    instance_id: instanceId,
    name,
    region,
    state,
    config,
    private_ip: 'fdaa:0:1::2',
    image_ref: { registry: 'registry.fly.io', repository: config.image, tag: 'latest', digest: 'sha256:0' },
    created_at: new Date(createdAt).toISOString(),
    updated_at: new Date(updatedAt).toISOString(),
    // The newest first.
    events: [...events].reverse(),
    host_status: 'ok',
  };
}
