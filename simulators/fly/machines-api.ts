import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { LocalClock } from '../clock.ts';
import type { RawAnswer } from '../faults/faults.ts';
import type { laggingListing } from '../faults/lagging-listing.ts';
import type { FlyOperation } from './fly-operations.ts';
import type { MachinePark } from './machine-park.ts';
import type { MachineRecord } from './machine-record.ts';
import { requestRates } from './request-rates.ts';

interface Served {
  park: MachinePark;
  listing: ReturnType<typeof laggingListing<MachineRecord>>;
  app: string;
  organisation: string;
  token: string;
  clock: Pick<LocalClock, 'now'>;
}

/** Answers one request as the API does: who asks, for which app, and how often come before what is asked for. */
export function machinesApi({ park, listing, app, organisation, token, clock }: Served) {
  const isTooMuch = requestRates(clock);
  return (operation: FlyOperation | undefined, request: IncomingMessage, body: string): RawAnswer => {
    if (operation === undefined) return answer(404, { error: 'not found' });
    if (request.headers.authorization !== `Bearer ${token}`) return answer(401, { error: 'unauthorized' });
    if (operation.app !== app) return answer(404, { error: `app '${operation.app}' not found` });
    const { name, machineId = '' } = operation;
    if (isTooMuch(name, machineId)) return answer(429, { error: 'rate limit exceeded' });
    const query = new URL(request.url ?? '/', 'http://fly').searchParams;
    const shown = {
      id: 'app-4711',
      name: app,
      organization: { name: organisation, slug: organisation },
      status: 'deployed',
    };
    const done = operation.act({ app: shown, park, listing, machineId, query, body: parsed(body) });
    return answer(done.status, done.body);
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function answer(status: number, body: unknown, headers: Record<string, string> = {}): RawAnswer {
  const id = { 'fly-request-id': `01${randomBytes(6).toString('hex')}` };
  return { status, headers: { 'content-type': 'application/json', ...id, ...headers }, body: JSON.stringify(body) };
}
