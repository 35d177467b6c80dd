import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { TRACKERS, type TrackerName } from '../../domain/ticket.ts';
import type { Instant } from '../../domain/time.ts';
import {
  type LastPoll,
  POLL_LEASE,
  type PollState,
  type SettingsStore,
  type Trouble,
  type TroubleNote,
  type WebhookState,
} from '../../ports/settings-store.ts';
import { REACHES } from '../../ports/tracker.ts';
import { instant, type ShapeOf, trackerName } from './item-shape.ts';
import { deliveryKey, leaseKey, PULL_REQUEST_LOOK, pollStateKey, TROUBLES } from './keys.ts';
import { stateTable } from './state-table.ts';

const PollStateItem = z.object({
  tracker: trackerName,
  failuresInARow: z.int(),
  failingSince: instant.optional(),
  notBefore: instant.optional(),
  lastError: z.string().optional(),
  lastSucceededAt: instant.optional(),
  lookedAt: instant.optional(),
  lookedAfter: z.string().optional(),
  round: z
    .object({ reach: z.enum(REACHES), after: z.string().optional(), beganAt: instant, tickets: z.int() })
    .optional(),
  restsUntil: instant.optional(),
} satisfies ShapeOf<PollState>);

const LastPollItem = z.object({
  polledAt: instant,
  failing: z.partialRecord(trackerName, instant),
} satisfies ShapeOf<LastPoll>);

const TroubleItems = z.record(
  z.string(),
  z.object({ seenAt: instant, count: z.int(), toldAt: instant.optional() } satisfies ShapeOf<Trouble>),
);
const TroubleNoteItem = z.object({
  queuesLookedAt: instant.optional(),
  polls: TroubleItems,
  queues: TroubleItems,
} satisfies ShapeOf<TroubleNote>);

const WebhookItem = z.object({
  deliveredAt: instant.optional(),
  missed: z.int().default(0),
  missedAt: instant.optional(),
} satisfies ShapeOf<WebhookState>);
const LeaseItem = z.partialRecord(z.enum(TRACKERS), instant.optional());
const attributeOf = (tracker: TrackerName) => `${tracker}PolledAt`;
const LookItem = z.object({ lookedAt: instant });

export function settingsStore(client: DynamoDBDocumentClient, tableName: string): SettingsStore {
  const table = stateTable(client, tableName);
  return {
    async takeLease(name, { now, until }) {
      const write = await table.update(leaseKey(name), 'SET heldUntil = :until', {
        condition: 'attribute_not_exists(heldUntil) OR heldUntil <= :now',
        values: { ':now': now, ':until': until },
      });
      return write.isWritten ? 'taken' : 'held';
    },
    async releaseLease(name, polled = {}, last) {
      const asked = Object.entries(polled) as [TrackerName, Instant][];
      const ended = last === undefined ? [] : (['polledAt', 'failing'] as const);
      const set = [
        ...asked.map(([tracker]) => `${attributeOf(tracker)} = :${tracker}`),
        ...ended.map((key) => `${key} = :${key}`),
      ].join(', ');
      const values = Object.fromEntries([
        ...asked.map(([tracker, at]) => [`:${tracker}`, at]),
        ...ended.map((key) => [`:${key}`, last?.[key]]),
      ]);
      await table.update(leaseKey(name), `${set === '' ? '' : `SET ${set} `}REMOVE heldUntil`, {
        ...(set !== '' && { values }),
      });
    },
    async readPolled(name) {
      const item = (await table.get(leaseKey(name))) ?? {};
      return LeaseItem.parse(Object.fromEntries(TRACKERS.map((tracker) => [tracker, item[attributeOf(tracker)]])));
    },
    async readLastPoll() {
      const item = await table.get(leaseKey(POLL_LEASE));
      // One that never came to its end left a lease alone.
      return item?.['polledAt'] === undefined ? undefined : LastPollItem.parse(item);
    },
    async readTroubles() {
      return TroubleNoteItem.optional().parse(await table.get(TROUBLES));
    },
    async writeTroubles(note) {
      await table.put({ ...TROUBLES, ...note });
    },
    async readPollState(tracker) {
      return PollStateItem.optional().parse(await table.get(pollStateKey(tracker)));
    },
    async readPullRequestLook() {
      return LookItem.optional().parse(await table.get(PULL_REQUEST_LOOK))?.lookedAt;
    },
    async writePullRequestLook(lookedAt) {
      await table.put({ ...PULL_REQUEST_LOOK, lookedAt });
    },
    async writePollState(state) {
      await table.put({ ...pollStateKey(state.tracker), ...state });
    },
    async noteDelivery(source, at) {
      await table.update(deliveryKey(source), 'SET deliveredAt = :at', {
        condition: 'attribute_not_exists(deliveredAt) OR deliveredAt < :at',
        values: { ':at': at },
      });
    },
    async noteMissed(source, count, at) {
      await table.update(deliveryKey(source), 'SET missedAt = :at ADD missed :count', {
        condition: 'attribute_exists(deliveredAt)',
        values: { ':at': at, ':count': count },
      });
    },
    async readWebhook(source) {
      return WebhookItem.parse((await table.get(deliveryKey(source))) ?? {});
    },
  };
}
