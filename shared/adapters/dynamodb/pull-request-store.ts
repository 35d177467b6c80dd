import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import {
  COMMENT_KINDS,
  type FollowUpRequest,
  type NextFollowUp,
  type PullRequestRecord,
} from '../../domain/follow-ups/pull-request-record.ts';
import type { PullRequestStore } from '../../ports/pull-request-store.ts';
import { instant, type ShapeOf, ticketRef } from './item-shape.ts';
import { IDLE_PULL_REQUESTS, pullRequestKey, pullRequestsOf, WAITING_PULL_REQUESTS } from './keys.ts';
import { Packed, pack, unpack } from './packed.ts';
import { stateTable } from './state-table.ts';

const comment = { kind: z.enum(COMMENT_KINDS), commentId: z.string() };

const Request = z.object({
  ...comment,
  by: z.string(),
  at: instant,
  instruction: z.string(),
} satisfies ShapeOf<FollowUpRequest>);

const Next = z.object({
  runId: z.string(),
  attempt: z.int(),
  retryOf: z.string().optional(),
  notBefore: instant,
  requests: z.array(Request),
} satisfies ShapeOf<NextFollowUp>);

const Wanted = z.discriminatedUnion('what', [
  z.object({ what: z.literal('seen'), ...comment }),
  z.object({ what: z.literal('say'), answerId: z.string(), body: z.string() }),
]);

/** What people wrote, and what we answer: packed, since it may be long. */
const Work = Packed.transform(unpack).pipe(
  z.object({
    next: Next.optional(),
    current: Next.pick({ runId: true, requests: true }).optional(),
    wanted: z.array(Wanted),
  }),
);

const fields = {
  ...ticketRef,
  owner: z.string(),
  repo: z.string(),
  number: z.int(),
  mappingId: z.string(),
  head: z.string(),
  base: z.string(),
  url: z.string(),
  state: z.enum(['open', 'closed', 'merged']),
  endedRunId: z.string().optional(),
  followUpsAt: z.array(instant),
  seenComments: z.array(z.string()),
  answerFailures: z.int(),
  version: z.int(),
  createdAt: instant,
  updatedAt: instant,
} satisfies ShapeOf<Omit<PullRequestRecord, 'next' | 'current' | 'wanted'>>;

/** A pull request's record as the table keeps it. */
const PullRequestItem = z
  .object({ ...fields, work: Work })
  .transform(({ work, ...record }): PullRequestRecord => ({ ...record, ...work }));

function listOf({ state, next }: PullRequestRecord): string | undefined {
  if (state !== 'open') return undefined;
  return next === undefined ? IDLE_PULL_REQUESTS : WAITING_PULL_REQUESTS;
}

export function pullRequestStore(client: DynamoDBDocumentClient, tableName: string): PullRequestStore {
  const table = stateTable(client, tableName);
  const listed = async (index: 'gsi1' | 'gsi2', partition: string) =>
    z.array(PullRequestItem).parse(await table.query({ index, partition }));
  return {
    async read(id) {
      return PullRequestItem.optional().parse(await table.get(pullRequestKey(id)));
    },
    async write(record) {
      const written = { ...record, version: record.version + 1 };
      const { next, current, wanted, ...plain } = written;
      const index = {
        ...(listOf(record) && { gsi1pk: listOf(record), gsi1sk: record.updatedAt }),
        ...{ gsi2pk: pullRequestsOf(record), gsi2sk: record.updatedAt },
      };
      const write = await table.put(
        { ...pullRequestKey(record), ...plain, work: pack({ next, current, wanted }), ...index },
        record.version === 0
          ? { condition: 'attribute_not_exists(pk)' }
          : { condition: 'version = :version', values: { ':version': record.version } },
      );
      return write.isWritten ? { outcome: 'written', record: written } : { outcome: 'stale' };
    },
    async open() {
      const [idle, waiting] = await Promise.all([
        listed('gsi1', IDLE_PULL_REQUESTS),
        listed('gsi1', WAITING_PULL_REQUESTS),
      ]);
      return [...idle, ...waiting].sort((a, b) => a.updatedAt.localeCompare(b.updatedAt));
    },
    waiting: () => listed('gsi1', WAITING_PULL_REQUESTS),
    ofTicket: (ref) => listed('gsi2', pullRequestsOf(ref)),
  };
}
