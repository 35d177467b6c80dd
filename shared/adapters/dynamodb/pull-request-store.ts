import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import {
  COMMENT_KINDS,
  type FollowUpRequest,
  type NextFollowUp,
  PULL_REQUEST_STATES,
  type PullRequestId,
  type PullRequestRecord,
} from '../../domain/follow-ups/pull-request-record.ts';
import { DAY_MS, epochSeconds, plus } from '../../domain/time.ts';
import type { PullRequestStore } from '../../ports/pull-request-store.ts';
import { FindingItem } from './finding-item.ts';
import { instant, type ShapeOf, ticketRef } from './item-shape.ts';
import {
  FINDING_PREFIX,
  findingKey,
  headKey,
  IDLE_PULL_REQUESTS,
  type Key,
  keptAsKey,
  OVER_PULL_REQUESTS,
  pullRequestKey,
  pullRequestsOf,
  WAITING_PULL_REQUESTS,
} from './keys.ts';
import { Packed, pack, unpack } from './packed.ts';
import { type StateTable, stateTable } from './state-table.ts';

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
  repositoryId: z.string().optional(),
  renamedTo: z.object({ owner: z.string(), repo: z.string() }).optional(),
  head: z.string(),
  base: z.string(),
  headSha: z.string().optional(),
  url: z.string(),
  state: z.enum(PULL_REQUEST_STATES),
  isDraft: z.boolean().optional(),
  endedRunId: z.string().optional(),
  followUpsAt: z.array(instant),
  automaticAt: z.array(instant).optional(),
  toldBudget: z.string().optional(),
  lookDueAt: instant.optional(),
  wokenAt: instant.optional(),
  heardAt: instant.optional(),
  lookedAt: instant.optional(),
  readsAt: z.array(instant).optional(),
  rights: z.array(z.object({ login: z.string(), mayWrite: z.boolean(), at: instant })).optional(),
  seenComments: z.array(z.string()),
  answerFailures: z.int(),
  deliveredAt: instant.optional(),
  overAt: instant.optional(),
  reconciledAt: instant.optional(),
  version: z.int(),
  createdAt: instant,
  updatedAt: instant,
} satisfies ShapeOf<Omit<PullRequestRecord, 'next' | 'current' | 'wanted'>>;

/** A pull request's record as the table keeps it. */
const PullRequestItem = z
  .object({ ...fields, work: Work })
  .transform(({ work, ...record }): PullRequestRecord => ({ ...record, ...work }));

/** Under which name a record is kept. */
const KeptAs = z.object({ owner: z.string(), repo: z.string(), number: z.int() });

/** How long a commit is known as the head of a pull request. */
const HEAD_KEPT_MS = 90 * DAY_MS;

/** Written before the record, so that one who finds the record by its name finds it in each other way too. */
async function noteWays(table: StateTable, record: PullRequestRecord): Promise<void> {
  const { owner, repo, number, repositoryId, headSha, updatedAt } = record;
  if (repositoryId === undefined) return;
  const keptAs = { owner, repo, number };
  await table.put({ ...keptAsKey({ repositoryId, number }), ...keptAs });
  if (headSha === undefined) return;
  const expiresAt = epochSeconds(plus(updatedAt, HEAD_KEPT_MS));
  await table.put({ ...headKey({ repositoryId, headSha }), ...keptAs, expiresAt });
}

function listOf({ state, next }: PullRequestRecord): string {
  if (state !== 'open') return OVER_PULL_REQUESTS;
  return next === undefined ? IDLE_PULL_REQUESTS : WAITING_PULL_REQUESTS;
}

const LISTS = { idle: IDLE_PULL_REQUESTS, waiting: WAITING_PULL_REQUESTS, over: OVER_PULL_REQUESTS };
/** Whoever decided on another version is to decide again. */
function versionCondition({ version }: { version: number }) {
  if (version === 0) return { condition: 'attribute_not_exists(pk)' };
  return { condition: 'version = :version', values: { ':version': version } };
}

export function pullRequestStore(client: DynamoDBDocumentClient, tableName: string): PullRequestStore {
  const table = stateTable(client, tableName);
  const listed = async (index: 'gsi1' | 'gsi2', partition: string, bounds: { limit?: number } = {}) =>
    z
      .array(PullRequestItem)
      .parse(await table.query({ index, partition, isNewestFirst: bounds.limit !== undefined, ...bounds }));
  const named = async (id: PullRequestId) => PullRequestItem.optional().parse(await table.get(pullRequestKey(id)));
  const keptAs = async (way: Key) => {
    const id = KeptAs.optional().parse(await table.get(way));
    return id && named(id);
  };
  return {
    async read({ repositoryId, ...id }) {
      const record = await named(id);
      const isOther = record?.repositoryId !== undefined && record.repositoryId !== repositoryId;
      if (repositoryId === undefined || (record !== undefined && !isOther)) return record;
      return keptAs(keptAsKey({ repositoryId, number: id.number }));
    },
    ofHead: (head) => keptAs(headKey(head)),
    async write(record) {
      await noteWays(table, record);
      const written = { ...record, version: record.version + 1 };
      const { next, current, wanted, ...plain } = written;
      const index = {
        ...{ gsi1pk: listOf(record), gsi1sk: record.updatedAt },
        ...{ gsi2pk: pullRequestsOf(record), gsi2sk: record.updatedAt },
      };
      const write = await table.put(
        { ...pullRequestKey(record), ...plain, work: pack({ next, current, wanted }), ...index },
        versionCondition(record),
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
    newest: (list, limit) => listed('gsi1', LISTS[list], { limit }),
    ofTicket: (ref) => listed('gsi2', pullRequestsOf(ref)),
    async findings(id) {
      const values = { ':prefix': FINDING_PREFIX };
      const items = await table.query({ partition: pullRequestKey(id).pk, sort: 'begins_with(sk, :prefix)', values });
      return z
        .array(FindingItem)
        .parse(items)
        .sort((a, b) => a.openedAt.localeCompare(b.openedAt) || a.fingerprint.localeCompare(b.fingerprint));
    },
    async writeFinding(finding) {
      const written = { ...findingKey(finding, finding.fingerprint), ...finding, version: finding.version + 1 };
      const { isWritten } = await table.put(written, versionCondition(finding));
      return isWritten ? 'written' : 'stale';
    },
  };
}
