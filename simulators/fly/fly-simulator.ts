import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LocalClock } from '../clock.ts';
import {
  type Fault,
  type FaultBoard,
  faultBoard,
  foreignAnswer,
  type RawAnswer,
  sendAnswer,
} from '../faults/faults.ts';
import { laggingListing } from '../faults/lagging-listing.ts';
import { startLoopback } from '../loopback/loopback-server.ts';
import { readBody } from '../loopback/read-body.ts';
import { tokenSigner } from '../oidc/token-signer.ts';
import { PAGE_HEADERS } from '../pages/page.ts';
import { operationOf } from './fly-operations.ts';
import { machinePages } from './machine-page.ts';
import { machinePark, type RunningMachine, type ToldOfMachine } from './machine-park.ts';
import type { MachineRecord } from './machine-record.ts';
import { answer, machinesApi } from './machines-api.ts';

export interface FlySettings {
  clock: LocalClock;
  port?: number | undefined;
  /** The one app. @default ai-implement-runs */
  app?: string;
  /** A deploy token of that app. @default a random one */
  token?: string;
  /** Without it machines never start. */
  launch?: LaunchInApp;
}

/** As `LaunchMachine`, with what a machine finds around it. */
export type LaunchInApp = (machine: MachineRecord, told: ToldOfMachine & MachineSurroundings) => RunningMachine;

interface MachineSurroundings {
  app: string;
  /** A token that says which machine asks, for this audience. */
  identityToken(audience: string): Promise<string>;
}

/**
 * The Machines API of Fly on loopback, with one app, and the issuer of its organisation's identity tokens. Fault operations: `app`, `create`,
 * `list`, `get`, `stop`, `destroy`.
 */
export interface FlySimulator {
  /** For `FLY_API_URL`. */
  url: string;
  /** For `FLY_WEB_URL`. */
  webUrl: string;
  /** For `FLY_OIDC_ISSUER`. */
  issuer: string;
  app: string;
  token: string;
  faults: FaultBoard;
  /** Lists show what happens from now on this much later. */
  lagLists(ms: number): void;
  machines(): readonly MachineRecord[];
  counts(): { made: number; destroyed: number };
  /** Requests that were answered or failed, by operation. */
  requests(): Readonly<Record<string, number>>;
  /** Whether a machine runs. */
  isBusy(): boolean;
  /** Every machine ends, as with the power of its host. */
  halt(): void;
  /** A token as a machine of this name, id and version gets one. */
  identityToken(
    machine: Pick<MachineRecord, 'id' | 'name' | 'instanceId' | 'config' | 'region'>,
    audience: string,
  ): Promise<string>;
  stop(): Promise<void>;
}

const ORGANISATION = 'acme';
const OF_ISSUER = `/oidc/${ORGANISATION}`;
/** https://fly.io/docs/security/openid-connect/ */
const TOKEN_SECONDS = 600;

export async function startFlySimulator(settings: FlySettings): Promise<FlySimulator> {
  const {
    clock,
    app = 'ai-implement-runs',
    token = `FlyV1 ${randomBytes(18).toString('base64url')}`,
    launch,
  } = settings;
  const faults = faultBoard(clock);
  const listing = laggingListing<MachineRecord>(clock.now, 0);
  const requests: Record<string, number> = {};
  const server = await startLoopback(settings.port);
  const issuer = `${server.url}${OF_ISSUER}`;
  const signer = tokenSigner({ issuer, lifeSeconds: TOKEN_SECONDS, clock });
  const identityToken: FlySimulator['identityToken'] = (machine, audience) =>
    signer.sign(claimsOf(app, machine), audience);
  const park = machinePark(
    clock,
    launch &&
      ((machine, told) =>
        launch(machine, { ...told, app, identityToken: (audience) => identityToken(machine, audience) })),
  );
  server.serve((request, response) => void serve(request, response).catch(() => response.destroy()));

  const api = machinesApi({ park, listing, app, organisation: ORGANISATION, token, clock });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', server.url);
    if (pathname.startsWith(OF_ISSUER))
      return publish(response, await signer.published(pathname.slice(OF_ISSUER.length)));
    const shown = machinePages(pathname, { app, machines: park.ever() });
    if (shown !== undefined) return void response.writeHead(shown.status, PAGE_HEADERS).end(shown.content);
    const operation = operationOf(request.method, pathname);
    const name = operation?.name ?? '*';
    requests[name] = (requests[name] ?? 0) + 1;
    const body = (await readBody(request)).toString();
    const fault = faults.take(name);
    if (fault?.kind === 'timeout') return;
    deliver(response, (fault && failureOf(fault)) ?? api(operation, request, body), fault);
  }

  return {
    ...{ url: `${server.url}/v1`, webUrl: server.url, issuer, app, token, faults, identityToken },
    lagLists: listing.setLag,
    machines: park.all,
    counts: () => ({ ...park.counts }),
    requests: () => ({ ...requests }),
    isBusy: park.isBusy,
    halt: park.halt,
    async stop() {
      park.halt();
      await server.stop();
    },
  };
}

function claimsOf(app: string, { id, name, instanceId, config, region }: Parameters<FlySimulator['identityToken']>[0]) {
  return {
    sub: `${ORGANISATION}:${app}:${name}`,
    ...{ app_id: '4711', app_name: app, org_id: '1', org_name: ORGANISATION, region },
    ...{
      image: config.image,
      image_digest: 'sha256:0',
      machine_id: id,
      machine_name: name,
      machine_version: instanceId,
    },
  };
}

function publish(response: ServerResponse, published: object | undefined): void {
  sendAnswer(
    response,
    published === undefined ? answer(404, { error: 'not found' }) : answer(200, published),
    undefined,
  );
}

function deliver(response: ServerResponse, given: RawAnswer, fault: Fault | undefined): void {
  if (fault?.kind === 'lost_answer') response.destroy();
  else sendAnswer(response, given, fault);
}

/** The answer of a fault; undefined where it takes its course, and only the answer fails. */
function failureOf(fault: Fault): RawAnswer | undefined {
  if (fault.kind === 'rate_limited') return answer(429, { error: 'rate limit exceeded' }, { 'retry-after': '60' });
  if (fault.kind === 'status') return answer(fault.status ?? 500, fault.body ?? { error: 'internal' }, fault.headers);
  return foreignAnswer(fault);
}
