import { describe, expect, it } from 'vitest';
import { FindingList } from '../../../shared/contract/pull-request-views.ts';
import type { FindingRecord } from '../../../shared/domain/follow-ups/finding.ts';
import type { PullRequestRecord } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import type { ProjectMapping } from '../../../shared/domain/mapping.ts';
import { MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import { aFinding } from '../../builders/a-finding.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aPullRequestRecord } from '../../builders/a-pull-request-record.ts';
import { anAdminWorld } from './an-admin-world.ts';

const PULL = { owner: 'acme', repo: 'backend', number: '7' };

async function listed(findings: Partial<FindingRecord>[], record: Partial<PullRequestRecord> = {}) {
  const world = anAdminWorld();
  await world.pullRequests.write(aPullRequestRecord(record));
  for (const [at, finding] of findings.entries()) {
    await world.pullRequests.writeFinding(aFinding({ fingerprint: `f${at}`, ...finding }));
  }
  return world.operations.listFindings({ params: PULL });
}

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const AT = '2026-01-05T09:10:00.000Z';

describe('the findings of a pull request', () => {
  it('come open ones first, each with its place, its reason and its end', async () => {
    const answer = await listed([
      { state: 'dropped', reason: 'resolved', kind: 'inline', commentId: '8', path: 'a.ts', line: 3 },
      { state: 'addressed', answeredBy: { runId: 'run-1', commit: COMMIT, at: AT } },
      { body: 'x'.repeat(8000), kind: 'review', commentId: '9' },
    ]);

    expect(FindingList.parse(JSON.parse(JSON.stringify(answer)))).toMatchObject({ isCut: false });
    const url = 'https://github.test/acme/backend/pull/7';
    expect(answer.findings).toMatchObject([
      { fingerprint: 'f2', state: 'open', url: `${url}#pullrequestreview-9`, body: 'x'.repeat(400) },
      {
        ...{ fingerprint: 'f1', state: 'addressed', reason: 'A run answered it with 01234567.' },
        answeredBy: { runId: 'run-1', commit: COMMIT },
      },
      {
        ...{ fingerprint: 'f0', state: 'dropped', reason: 'Its thread was resolved.' },
        ...{ url: `${url}#discussion_r8`, path: 'a.ts', line: 3 },
      },
    ]);
  });

  it('are cut, and say so', async () => {
    const answer = await listed(Array.from({ length: 201 }, () => ({})));

    expect([answer.findings.length, answer.isCut]).toEqual([200, true]);
  });

  it.each(['8', 'seven'])('are those of a pull request of ours only: not of %s', async (number) => {
    const { operations, pullRequests } = anAdminWorld();
    await pullRequests.write(aPullRequestRecord());

    const listing = operations.listFindings({ params: { ...PULL, number } });

    await expect(listing).rejects.toMatchObject({ code: 'not_found' });
  });
});

const { clock } = anAdminWorld();
const earlier = (minutes: number) => plus(clock.now(), -minutes * MINUTE_MS);
const NEXT = { runId: 'run-2', attempt: 1, notBefore: earlier(0), requests: [] };

describe('an open finding says why it is open', () => {
  it.each<[string, Partial<PullRequestRecord>, Partial<FindingRecord>, RegExp]>([
    ['before its pull request was quiet', {}, {}, /quiet for a minute/],
    ['while a follow-up works', { current: { runId: 'run-1', requests: [] } }, {}, /at work/],
    ['where one is due', { next: NEXT, current: { runId: 'run-1', requests: [] }, endedRunId: 'run-1' }, {}, /next/],
    ['where they are used up', { automaticAt: [4, 3, 2, 1].map(earlier) }, {}, /used up until .* UTC; \/ai-implement/],
    ['on a pull request that is over', { state: 'merged' }, {}, /is merged/],
    ['after a run that failed', {}, { reason: 'run_failed' }, /The run that was to answer it failed/],
  ])('%s', async (_, record, finding, reason) => {
    const [shown] = (await listed([finding], record)).findings;

    expect(shown?.reason).toMatch(reason);
  });

  it.each<[string, Partial<ProjectMapping>, RegExp]>([
    ['is paused', { paused: true }, /^No run answers it: the mapping \w+ is paused\.$/],
    ['was stopped with all others', { paused: true, stopId: 'stop-1' }, /an admin stopped all runs/],
  ])('where its mapping %s', async (_, mapping, reason) => {
    const world = anAdminWorld();
    await world.mappings.save(aMapping({ ...mapping, version: 0 }));
    await world.pullRequests.write(aPullRequestRecord({ mappingId: aMapping().mappingId, next: NEXT }));
    await world.pullRequests.writeFinding(aFinding({}));

    const { findings } = await world.operations.listFindings({ params: PULL });

    expect(findings).toMatchObject([{ state: 'open', reason: expect.stringMatching(reason) }]);
  });
});
