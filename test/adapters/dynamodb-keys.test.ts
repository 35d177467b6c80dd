import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as accessKeys from '../../shared/adapters/dynamodb/access-keys.ts';
import * as keys from '../../shared/adapters/dynamodb/keys.ts';
import { pullDayKey } from '../../shared/adapters/dynamodb/pull-days.ts';
import type { AccessKind } from '../../shared/contract/admin-access.ts';

const source = readFileSync(new URL('../../shared/adapters/dynamodb/keys.ts', import.meta.url), 'utf8');
/** The chart's rows, by entity: pk, sk, index, ttl. */
const chart = new Map(
  source
    .split('\n')
    .filter((line) => line.startsWith(' * |'))
    .slice(2)
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, entity, ...cells]) => [entity, cells.slice(0, 4)]),
);

const REF = { tracker: 'linear', ticketId: 'T' } as const;
const TIMER = { kind: 'check-run', dueAt: 'D', ...REF, runId: 'I' } as const;
const PULL = { owner: 'owner', repo: 'repo', number: 7, repositoryId: 'repositoryId', headSha: 'commit' } as const;
const TICKETS_ROW = 'ticket (status, outbox, next, attempts)';

/** Each key function with names for values, beside what the chart says. */
const rows: [string, keys.Key, string, string][] = [
  ['project mapping', keys.mappingKey('id'), 'MAPPING#id', 'MAPPING'],
  ['bucket', keys.bucketKey('tracker#id'), 'BUCKET#tracker#id', 'BUCKET'],
  ['dispatch record', keys.dispatchRecordKey(REF), 'DISPATCHED#tracker#ticketId', 'DISPATCHED'],
  [TICKETS_ROW, keys.ticketKey(REF), 'TICKET#tracker#ticketId', 'TICKET'],
  ['run', keys.runKey('runId'), 'RUN#runId', 'RUN'],
  ['pull request (state, next, answers)', keys.pullRequestKey(PULL), 'PR#owner/repo#n', 'PR'],
  ['where its record is kept', keys.keptAsKey(PULL), 'PR#repositoryId#n', 'KEPT-AS'],
  ['whose head a commit is, or was', keys.headKey(PULL), 'PR#repositoryId@commit', 'KEPT-AS'],
  ['deliveries that were asked for again', keys.ASKED_DELIVERIES, 'DELIVERIES', 'ASKED'],
  ['finding', keys.findingKey(PULL, 'fingerprint'), 'PR#owner/repo#n', 'FINDING#fingerprint'],
  ['spending of a ticket', keys.spendingKey({ of: 'ticket', ...REF }), 'SPENT#tracker#ticketId', 'TICKET'],
  [
    'its pull requests, by the day of their end',
    pullDayKey('mappingId', 'yyyy-mm-dd'),
    'SPENT#mappingId',
    'CLOSED#yyyy-mm-dd',
  ],
  ['timer', keys.timerKey(TIMER), 'TIMERS', 'dueAt#kind#id'],
];

function fill(pattern: string): string {
  return pattern
    .replace('#n', `#${PULL.number}`)
    .replace('ticketId', REF.ticketId)
    .replace(/tracker(?=#T)/, REF.tracker)
    .replace('dueAt#kind#id', `${TIMER.dueAt}#${TIMER.kind}#${TIMER.runId}`);
}

describe('the chart of the table', () => {
  it.each(rows)('agrees with the key of a %s', (entity, key, pk, sk) => {
    expect(chart.get(entity)?.slice(0, 2)).toEqual([pk, sk]);
    expect(key).toEqual({ pk: fill(pk), sk: fill(sk) });
  });

  it('agrees with the keys of what belongs to a run', () => {
    const [pk, sk] = chart.get('context, report, step of a run (≤ 200)') ?? [];
    const found = [keys.contextKey('runId'), keys.reportKey('runId'), keys.stepKey('runId', 'id')];
    expect(found.map((key) => key.pk)).toEqual([pk, pk, pk]);
    expect(found.map((key) => key.sk).join(', ')).toBe(sk);
  });

  it('agrees with the keys of sessions, tries, settings and the audit log', () => {
    const signIn = [accessKeys.sessionKey('hash'), accessKeys.throttleKey('addr')];
    expect(chart.get('session, sign-in throttle')?.[0]).toBe(signIn.map((key) => key.pk).join(', '));
    expect(signIn.every((key) => key.pk === key.sk)).toBe(true);
    const listed = accessKeys.accessOfKind('kind' as AccessKind);
    expect(chart.get('session, sign-in throttle')?.[2]).toContain(`gsi1 ${listed} / createdAt`);
    const settings = [
      keys.leaseKey('name'),
      keys.pollStateKey('linear'),
      keys.deliveryKey('github'),
      keys.PULL_REQUEST_LOOK,
    ];
    const [pk, sk] = chart.get('poll lease, poll state, last delivery, look') ?? [];
    expect(settings.map((key) => key.pk)).toEqual([pk, pk, pk, pk]);
    expect(settings.map((key) => key.sk).join(', ')).toBe(sk?.replace('tracker', 'linear'));
    expect(keys.auditPartition('yyyy-mm-dd')).toBe(chart.get('audit entry')?.[0]);
    expect(chart.get('audit entry of a day that was noted last')?.slice(0, 2)).toEqual([
      keys.auditPartition('yyyy-mm-dd'),
      keys.AUDIT_HEAD,
    ]);
  });

  it('names the partitions of the indexes', () => {
    const index = (entity: string) => chart.get(entity)?.[2] ?? '';
    expect(index('project mapping')).toContain(keys.MAPPINGS);
    expect(index('bucket')).toContain(keys.BUCKETS);
    expect(index('run')).toContain(keys.OPEN_RUNS);
    expect(index('run')).toContain(keys.runsOfDay('yyyy-mm-dd'));
    expect(index(TICKETS_ROW).replace('status', 'parked')).toContain(keys.ticketsWithStatus('parked'));
  });
});
