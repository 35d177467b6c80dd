import { randomBytes, randomUUID } from 'node:crypto';
import type { LocalClock } from '../clock.ts';
import { Stopped, stage } from '../github/stage.ts';
import type { Kept } from '../loopback/loopback-server.ts';

/**
 * One way in which a tracker's deliveries go wrong; `times` counts down (absent: until cleared).
 *
 * - `dropped`: is never sent.
 * - `duplicate`: is sent twice, under one id.
 * - `delayed`: is sent after `delayMs` of the laptop's clock, as it was signed before.
 * - `wrong_signature`: is signed with another secret.
 * - `foreign`: is of another organization, whose webhook has the same secret.
 */
interface NoticeFault {
  kind: 'dropped' | 'duplicate' | 'delayed' | 'wrong_signature' | 'foreign';
  times?: number;
  delayMs?: number;
}

/** What became of one delivery; `status` is 0 where there was no answer. */
interface NoticeRecord {
  deliveryId: string;
  /** The key of the ticket that it is about. */
  key: string;
  status: number;
}

/** The webhook of a tracker. */
export interface TrackerHook {
  /** Where deliveries go from now on, and by which secret they are signed, if by another; none are made before. */
  pointTo(url: string, signedBy?: string): void;
  addFault(fault: NoticeFault): void;
  clearFaults(): void;
  /** Oldest first. */
  deliveries(): readonly NoticeRecord[];
  /** Whether one is under way. */
  isBusy(): boolean;
  /** What the simulator itself did wrong. */
  failures: readonly unknown[];
}

/** How a tracker writes its deliveries. */
export interface NoticeWriter<Told> {
  /** The key of the ticket. */
  keyOf(told: Told): string;
  /** The body, checked against what its vendor publishes; undefined where the vendor tells of no such thing. */
  bodyOf(told: Told, isForeign: boolean): string | undefined;
  headersOf(signed: { body: string; secret: string; deliveryId: string }): Record<string, string>;
}

interface HookSettings {
  clock: Pick<LocalClock, 'now' | 'at'>;
  /** With which deliveries are signed; without one none are made. */
  secret: string | undefined;
  /** Nothing is told that its vendor could forget. */
  kept?: Kept | undefined;
}

const KEPT = 500;
/** Real time, as Linear waits. */
const TIMEOUT_MS = 5000;

/** Delivers what happened, signed, each by itself and once. */
export function startTrackerHook<Told>({ clock, secret, kept }: HookSettings, writer: NoticeWriter<Told>) {
  const theStage = stage(clock);
  const closing = new AbortController();
  const records: NoticeRecord[] = [];
  let url: string | undefined;
  let key = secret;
  let faults: NoticeFault[] = [];
  const take = () => {
    faults = faults.filter(({ times }) => times !== 0);
    const [hit] = faults;
    if (hit?.times !== undefined) hit.times -= 1;
    return hit;
  };
  const send = async (address: string, key: string, deliveryId: string, request: RequestInit) => {
    const record = { deliveryId, key, status: 0 };
    records.push(record);
    records.splice(0, records.length - KEPT);
    await kept?.();
    record.status = await post(address, request);
  };
  const hook: TrackerHook = {
    pointTo(address, signedBy = secret) {
      url = address;
      key = signedBy;
    },
    addFault: (fault) => void faults.push({ ...fault }),
    clearFaults() {
      faults = [];
    },
    deliveries: () => records,
    isBusy: theStage.isBusy,
    failures: theStage.failures,
  };
  return {
    hook,
    tell(told: Told) {
      if (url === undefined || key === undefined) return;
      const address = url;
      const [about, ours] = [writer.keyOf(told), key];
      const fault = take();
      const body = writer.bodyOf(told, fault?.kind === 'foreign');
      if (body === undefined) return;
      const deliveryId = randomUUID();
      const signedWith = fault?.kind === 'wrong_signature' ? randomBytes(8).toString('hex') : ours;
      const headers = writer.headersOf({ body, secret: signedWith, deliveryId });
      const request = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
      theStage.play(async () => {
        if (fault?.kind === 'dropped') return;
        if (fault?.kind === 'delayed') await theStage.until(clock.now() + (fault.delayMs ?? 0), closing.signal);
        await send(address, about, deliveryId, request);
        if (fault?.kind === 'duplicate') await send(address, about, deliveryId, request);
      });
    },
    close: () => closing.abort(new Stopped()),
  };
}

/** Answers the status; 0 where nobody answered. */
async function post(address: string, request: RequestInit): Promise<number> {
  try {
    const response = await fetch(address, { ...request, signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
