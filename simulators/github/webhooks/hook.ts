import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { LocalClock } from '../../clock.ts';
import type { Kept } from '../../loopback/loopback-server.ts';
import { type Stage, Stopped, stage } from '../stage.ts';
import type { HookEvent } from './happening.ts';
import type { DeliveryRecord, HookState, Told } from './hook-state.ts';
import { type ToldDeliveries, toldDeliveries } from './told-deliveries.ts';

/**
 * One way in which deliveries go wrong; `event` narrows it, `times` counts down (absent: until cleared).
 *
 * - `dropped`: is never sent, and listed as failed.
 * - `duplicate`: is sent twice, with one guid.
 * - `delayed`: is sent after `delayMs` of the laptop's clock.
 * - `reordered`: is sent after the next one, or after a minute.
 * - `wrong_signature`: is signed with another secret.
 */
export interface DeliveryFault {
  kind: 'dropped' | 'duplicate' | 'delayed' | 'reordered' | 'wrong_signature';
  event?: HookEvent;
  times?: number;
  delayMs?: number;
}

/** The webhook of the App. */
export interface Hook {
  /** Where deliveries go from now on; none are made before. */
  pointTo(url: string): void;
  addFault(fault: DeliveryFault): void;
  clearFaults(): void;
  deliveries(): DeliveryRecord[];
}

const FIRST_ID = 3_804_004_623_172_239_366n;
const REORDERED_MS = 60_000;
/** Real time, as GitHub waits. */
const TIMEOUT_MS = 10_000;
const KEPT = 500;

/** The webhook as the simulator holds it. */
export interface Hooking {
  tell(told: Told): void;
  redeliver(id: string): boolean;
  config: HookConfig;
}

/** Where the webhook leads and how it signs, as the App's owner, or the App itself, set it. */
export interface HookConfig {
  read(): { url: string | undefined; secret: string | undefined };
  set(change: { url?: string | undefined; secret?: string | undefined }): void;
}

export interface HookSettings {
  clock: Pick<LocalClock, 'now' | 'at'>;
  /** With which deliveries are signed; without one none are made. */
  secret: string | undefined;
  appId: string;
  state: () => HookState;
  /** Nothing is told that GitHub could forget. */
  kept?: Kept | undefined;
}

/** Delivers what happened, signed, each by itself and once, as GitHub does: nothing is sent again unless it is asked for. */
export function startHook(settings: HookSettings) {
  const { clock, state } = settings;
  const config = hookConfig(settings.secret);
  const faults = deliveryFaults();
  const theStage = stage(clock);
  const closing = new AbortController();
  let passed: PromiseWithResolvers<void> = Promise.withResolvers();
  const known = toldDeliveries(state);
  const post = posting(settings, known);
  const wait = async ({ kind, delayMs = 0 }: DeliveryFault) => {
    if (kind === 'delayed') await theStage.until(clock.now() + delayMs, closing.signal);
    if (kind === 'reordered') await overtaken(theStage, clock, passed.promise, closing.signal);
  };
  const deliver = async (told: SignedDelivery, fault: DeliveryFault | undefined) => {
    if (fault !== undefined) await wait(fault);
    const guid = randomUUID();
    const { event, repository, payload } = told;
    known.note(guid, { event, repository, payload });
    const send = async () => {
      const record = enter(state(), clock, told, guid);
      if (fault?.kind !== 'dropped') await post(record, told);
    };
    await send();
    if (fault?.kind === 'duplicate') await send();
    passed.resolve();
    passed = Promise.withResolvers();
  };
  return {
    hook: {
      pointTo: (url: string) => config.set({ url }),
      addFault: faults.add,
      clearFaults: faults.clear,
      deliveries: () => state().deliveries,
    } satisfies Hook,
    /** Tries once more, signed with the secret of the webhook; false where there is no such try, or it is kept no more. */
    redeliver(id: string): boolean {
      const guid = state().deliveries.find((one) => one.id === id)?.guid ?? '';
      const told = known.of(guid);
      const { url, secret } = config.read();
      if (told === undefined || url === undefined || secret === undefined) return false;
      const [isDropped, again] = [faults.take(told.event)?.kind === 'dropped', { ...told, address: url, secret }];
      const record = Object.assign(enter(state(), clock, again, guid), { isRedelivery: true });
      if (!isDropped) theStage.play(() => post(record, again));
      return true;
    },
    tell(told: Told) {
      const { url, secret } = config.read();
      if (url === undefined || secret === undefined) return;
      const fault = faults.take(told.event);
      const signedWith = fault?.kind === 'wrong_signature' ? randomBytes(8).toString('hex') : secret;
      const delivery = { ...told, address: url, secret: signedWith };
      theStage.play(() => deliver(delivery, fault));
    },
    config,
    isBusy: theStage.isBusy,
    failures: theStage.failures,
    close: () => closing.abort(),
  };
}

function hookConfig(given: string | undefined): HookConfig {
  let [url, secret]: (string | undefined)[] = [undefined, given];
  return {
    read: () => ({ url, secret }),
    set(change) {
      url = change.url ?? url;
      secret = change.secret ?? secret;
    },
  };
}

function deliveryFaults() {
  let faults: DeliveryFault[] = [];
  return {
    add: (fault: DeliveryFault) => void faults.push({ ...fault }),
    clear() {
      faults = [];
    },
    take(event: string) {
      faults = faults.filter(({ times }) => times !== 0);
      const hit = faults.find((fault) => fault.event === undefined || fault.event === event);
      if (hit?.times !== undefined) hit.times -= 1;
      return hit;
    },
  };
}

/** Sends a delivery that is kept, and notes what it was answered. */
function posting(settings: HookSettings, known: ToldDeliveries) {
  return async (record: DeliveryRecord, delivery: SignedDelivery): Promise<void> => {
    await settings.kept?.();
    record.statusCode = await answerTo(settings, record, delivery);
    if (record.statusCode >= 200 && record.statusCode < 300) known.noteTaken(record.guid);
  };
}

async function overtaken(theStage: Stage, clock: Pick<LocalClock, 'now'>, passed: Promise<void>, signal: AbortSignal) {
  const over = new AbortController();
  const minute = theStage.until(clock.now() + REORDERED_MS, AbortSignal.any([signal, over.signal])).catch(() => {});
  await Promise.race([passed, minute]);
  over.abort();
  if (signal.aborted) throw new Stopped();
}

function enter(state: HookState, clock: Pick<LocalClock, 'now'>, told: Told, guid: string): DeliveryRecord {
  const { event, repository } = told;
  const id = String(FIRST_ID + BigInt(state.count));
  state.count += 1;
  const record = { id, guid, event, action: told.payload.action, repository, deliveredAt: clock.now(), statusCode: 0 };
  state.deliveries.push(record);
  state.deliveries.splice(0, state.deliveries.length - KEPT);
  return record;
}

interface SignedDelivery extends Told {
  address: string;
  secret: string;
}

/** Answers the status; 0 where nobody answered. */
async function answerTo(settings: HookSettings, { guid }: DeliveryRecord, delivery: SignedDelivery): Promise<number> {
  const body = JSON.stringify(delivery.payload);
  const sign = (method: 'sha1' | 'sha256') =>
    `${method}=${createHmac(method, delivery.secret).update(body).digest('hex')}`;
  try {
    const response = await fetch(delivery.address, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/simulated',
        'x-github-event': delivery.event,
        'x-github-delivery': guid,
        'x-github-hook-id': '1',
        'x-github-hook-installation-target-type': 'integration',
        'x-github-hook-installation-target-id': settings.appId,
        'x-hub-signature': sign('sha1'),
        'x-hub-signature-256': sign('sha256'),
      },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
