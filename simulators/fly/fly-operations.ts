import type { laggingListing } from '../faults/lagging-listing.ts';
import { CreateRequest, refusalOf } from './create-request.ts';
import type { MachinePark } from './machine-park.ts';
import { type MachineRecord, shown } from './machine-record.ts';

interface Call {
  /** As the API shows it. */
  app: object;
  park: MachinePark;
  listing: ReturnType<typeof laggingListing<MachineRecord>>;
  query: URLSearchParams;
  machineId: string;
  body: unknown;
}

interface Done {
  status: number;
  body: unknown;
}

export interface FlyOperation {
  name: 'app' | 'create' | 'list' | 'get' | 'stop' | 'destroy';
  app: string;
  machineId: string | undefined;
  act(call: Call): Done;
}

const ACTS: readonly { route: RegExp; name: FlyOperation['name']; act: (call: Call) => Done }[] = [
  { route: /^GET \/v1\/apps\/([^/]+)$/, name: 'app', act: ({ app }) => ({ status: 200, body: app }) },
  { route: /^POST \/v1\/apps\/([^/]+)\/machines$/, name: 'create', act: create },
  { route: /^GET \/v1\/apps\/([^/]+)\/machines$/, name: 'list', act: list },
  { route: /^GET \/v1\/apps\/([^/]+)\/machines\/([^/]+)$/, name: 'get', act: get },
  { route: /^POST \/v1\/apps\/([^/]+)\/machines\/([^/]+)\/stop$/, name: 'stop', act: stop },
  { route: /^DELETE \/v1\/apps\/([^/]+)\/machines\/([^/]+)$/, name: 'destroy', act: destroy },
];

/** What is asked for; undefined where nothing is served. */
export function operationOf(method: string | undefined, path: string): FlyOperation | undefined {
  for (const { route, name, act } of ACTS) {
    const [found, app, machineId] = route.exec(`${method} ${path}`) ?? [];
    if (found !== undefined) return { name, app: decodeURIComponent(app ?? ''), machineId, act };
  }
  return undefined;
}

const refused = (status: number, error: string): Done => ({ status, body: { error, status: 'unknown' } });
const NOT_FOUND = refused(404, 'machine not found');

function create({ park, listing, body }: Call): Done {
  const request = CreateRequest.safeParse(body);
  if (!request.success) {
    const [issue] = request.error.issues;
    return refused(422, `invalid ${issue?.path.join('.')}: ${issue?.message}`);
  }
  const refusal = refusalOf(request.data);
  if (refusal !== undefined) return refused(400, refusal);
  const standing = request.data.name === undefined ? undefined : park.named(request.data.name);
  if (standing !== undefined)
    return refused(
      409,
      `already_exists: unique machine name violation, machine ID ${standing.id} already exists with name "${standing.name}"`,
    );
  const machine = park.create(request.data);
  listing.supersede(machine.id, null);
  return { status: 200, body: shown(machine) };
}

const METADATA = 'metadata.';

function list({ park, listing, query }: Call): Done {
  const wanted = [...query].filter(([name]) => name.startsWith(METADATA));
  const isWanted = ({ config }: MachineRecord) =>
    wanted.every(([name, value]) => config.metadata?.[name.slice(METADATA.length)] === value);
  const there = listing
    .view(park.all())
    .filter((machine) => machine.state !== 'destroyed' || query.get('include_deleted') === 'true');
  return { status: 200, body: there.filter(isWanted).map(shown) };
}

const one = ({ park, machineId }: Call) => park.all().find(({ id }) => id === machineId);

function get(call: Call): Done {
  const machine = one(call);
  return machine === undefined ? NOT_FOUND : { status: 200, body: shown(machine) };
}

function stop(call: Call): Done {
  const machine = one(call);
  if (machine === undefined || machine.state === 'destroyed') return NOT_FOUND;
  const { signal } = (call.body ?? {}) as { signal?: NodeJS.Signals };
  if (call.park.stop(machine, signal)) return { status: 200, body: { ok: true } };
  return refused(412, `failed_precondition: unable to stop machine, current state invalid, ${machine.state}`);
}

function destroy(call: Call): Done {
  const machine = one(call);
  if (machine === undefined || machine.state === 'destroyed') return NOT_FOUND;
  if (machine.state === 'started' && call.query.get('force') !== 'true')
    return refused(412, 'failed_precondition: unable to destroy machine, not currently stopped');
  call.park.destroy(machine);
  return { status: 200, body: { ok: true } };
}
