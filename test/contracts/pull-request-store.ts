import { describe, expect, it } from 'vitest';
import type { PullRequestRecord } from '../../shared/domain/follow-ups/pull-request-record.ts';
import type { PullRequestList } from '../../shared/ports/pull-request-store.ts';
import { aFinding } from '../builders/a-finding.ts';
import { aFollowUpRequest, aPullRequestRecord } from '../builders/a-pull-request-record.ts';
import type { FreshStores } from './stores.ts';

/** A record with every field that a record can have. */
function aFullRecord(): PullRequestRecord {
  const at = '2026-01-05T09:30:00.000Z';
  return aPullRequestRecord({
    ...{ repositoryId: '1', renamedTo: { owner: 'acme', repo: 'server' }, headSha: 'c0ffee' },
    state: 'merged',
    next: { runId: 'run-3', attempt: 2, retryOf: 'run-2', notBefore: at, requests: [aFollowUpRequest()] },
    current: { runId: 'run-2', requests: [aFollowUpRequest({ kind: 'inline', commentId: '3804004623172239366' })] },
    endedRunId: 'run-1',
    followUpsAt: [at],
    automaticAt: [at],
    ...{ lookDueAt: at, wokenAt: at, lookedAt: at },
    readsAt: [at],
    heardAt: at,
    rights: [{ login: 'ada', mayWrite: true, at }],
    seenComments: ['conversation:41', 'review:5'],
    wanted: [
      { what: 'seen', kind: 'review', commentId: '5' },
      { what: 'say', answerId: 'run-2', body: 'It failed.' },
    ],
    answerFailures: 3,
    ...{ isDraft: true, deliveredAt: at, reconciledAt: at },
  });
}

export function pullRequestStoreContract(fresh: FreshStores): void {
  describe('the record of a pull request', () => waysToIt(fresh));
  describe('what was found on a pull request', () => findings(fresh));
  describe('the record of a pull request', () => {
    it('is written with all its fields, and read by its name in any capitals', async () => {
      const { pullRequests } = await fresh();
      const record = aFullRecord();
      expect(await pullRequests.write(record)).toEqual({ outcome: 'written', record: { ...record, version: 1 } });
      const id = { owner: 'Acme', repo: 'BACKEND', number: record.number };
      expect(await pullRequests.read(id)).toEqual({ ...record, version: 1 });
      expect(await pullRequests.read({ ...id, number: 8 })).toBeUndefined();
    });

    it('is written by one of many that read the same version', async () => {
      const { pullRequests } = await fresh();
      const writers = Array.from({ length: 10 }, (_, n) => aPullRequestRecord({ answerFailures: n }));
      const outcomes = await Promise.all(writers.map((record) => pullRequests.write(record)));
      const winner = writers.filter((_, n) => outcomes[n]?.outcome === 'written');
      expect(winner).toHaveLength(1);
      expect((await pullRequests.read(aPullRequestRecord()))?.answerFailures).toBe(winner[0]?.answerFailures);
      expect(await pullRequests.write(aPullRequestRecord({ version: 2 }))).toEqual({ outcome: 'stale' });
      expect((await pullRequests.write(aPullRequestRecord({ version: 1 }))).outcome).toBe('written');
    });

    it('is listed while it is open, and under its ticket for ever', async () => {
      const { pullRequests } = await fresh();
      const at = (minute: number) => `2026-01-05T09:0${minute}:00.000Z`;
      await pullRequests.write(aPullRequestRecord({ number: 1, updatedAt: at(3) }));
      await pullRequests.write(aPullRequestRecord({ number: 2, updatedAt: at(2) }));
      await pullRequests.write(aPullRequestRecord({ number: 3, ticketId: 'ticket-2', updatedAt: at(1) }));
      await pullRequests.write(aPullRequestRecord({ number: 2, state: 'closed', version: 1, updatedAt: at(4) }));
      expect((await pullRequests.open()).map(({ number }) => number)).toEqual([3, 1]);
      expect(await pullRequests.waiting()).toEqual([]);
      await pullRequests.write({ ...aFullRecord(), number: 1, state: 'open', version: 1, updatedAt: at(5) });
      expect((await pullRequests.waiting()).map(({ number }) => number)).toEqual([1]);
      expect((await pullRequests.open()).map(({ number }) => number)).toEqual([3, 1]);
      expect((await pullRequests.ofTicket(aPullRequestRecord())).map(({ number }) => number)).toEqual([2, 1]);
    });

    it('is among the newest of its list, as many as are asked for', async () => {
      const { pullRequests } = await fresh();
      const at = (minute: number) => `2026-01-05T09:0${minute}:00.000Z`;
      const states = ['open', 'open', 'open', 'closed', 'merged'] as const;
      for (const [n, state] of states.entries())
        await pullRequests.write(aPullRequestRecord({ number: n + 1, state, updatedAt: at(n) }));
      const next = { runId: 'run-1', attempt: 1, notBefore: at(6), requests: [] };
      await pullRequests.write(aPullRequestRecord({ number: 2, version: 1, next, updatedAt: at(6) }));
      const newest = async (list: PullRequestList, limit: number) =>
        (await pullRequests.newest(list, limit)).map(({ number }) => number);
      expect(await newest('idle', 9)).toEqual([3, 1]);
      expect(await newest('idle', 1)).toEqual([3]);
      expect(await newest('waiting', 9)).toEqual([2]);
      expect(await newest('over', 9)).toEqual([5, 4]);
    });
  });
}

function waysToIt(fresh: FreshStores): void {
  it('is found by the number of its repository, whatever that is called by now', async () => {
    const { pullRequests } = await fresh();
    const { number } = aPullRequestRecord();
    await pullRequests.write(aPullRequestRecord({ repositoryId: '1' }));
    const kept = aPullRequestRecord({ repositoryId: '1', version: 1 });

    const renamed = { owner: 'acme', repo: 'server', number };
    expect(await pullRequests.read({ ...renamed, repositoryId: '1' })).toEqual(kept);
    expect(await pullRequests.read(renamed)).toBeUndefined();
    expect(await pullRequests.read({ ...renamed, repositoryId: '2' })).toBeUndefined();
    // Another repository may have its former name.
    expect(await pullRequests.read({ ...kept, repositoryId: '2' })).toBeUndefined();
    expect(await pullRequests.read(kept)).toEqual(kept);
  });

  it('that knows no number yet is found by its name, and by its number once it was noted', async () => {
    const { pullRequests } = await fresh();
    await pullRequests.write(aPullRequestRecord());
    const { owner, repo, number } = aPullRequestRecord();
    expect(await pullRequests.read({ owner, repo, number, repositoryId: '1' })).toMatchObject({ version: 1 });
    await pullRequests.write(aPullRequestRecord({ version: 1, repositoryId: '1' }));
    const renamed = { owner: 'other', repo: 'server', number, repositoryId: '1' };
    expect(await pullRequests.read(renamed)).toMatchObject({ version: 2, owner });
  });

  it('is found by each commit that was its head, in its own repository', async () => {
    const { pullRequests } = await fresh();
    await pullRequests.write(aPullRequestRecord({ repositoryId: '1', headSha: 'c1' }));
    await pullRequests.write(aPullRequestRecord({ repositoryId: '1', headSha: 'c2', version: 1 }));
    const of = (headSha: string, repositoryId = '1') => pullRequests.ofHead({ repositoryId, headSha });
    expect([await of('c1'), await of('c2')]).toMatchObject([{ version: 2 }, { version: 2 }]);
    expect([await of('c3'), await of('c1', '2')]).toEqual([undefined, undefined]);
  });
}

function findings(fresh: FreshStores): void {
  it('is kept, longest known first, each written by one of many', async () => {
    const { pullRequests } = await fresh();
    await pullRequests.write(aPullRequestRecord());
    const at = (minute: number) => `2026-01-05T09:0${minute}:00.000Z`;
    const late = aFinding({ fingerprint: 'a1', openedAt: at(2) });
    const early = aFinding({
      ...{ fingerprint: 'b2', openedAt: at(1), state: 'addressed', reason: 'came_back', tries: 1 },
      ...{ kind: 'inline', thread: { threadId: 'T', rootId: '7' }, path: 'src/a.ts', line: 3, isVouched: true },
      ...{ answeredBy: { runId: 'r', commit: 'c', at: at(3) }, isResolved: true, lastRunId: 'r' },
    });
    for (const finding of [late, early]) expect(await pullRequests.writeFinding(finding)).toBe('written');
    const standing = [early, late].map((finding) => ({ ...finding, version: 1 }));
    expect(await pullRequests.findings({ owner: 'ACME', repo: 'backend', number: late.number })).toEqual(standing);
    expect(await pullRequests.writeFinding(early)).toBe('stale');
    expect(await pullRequests.writeFinding({ ...early, version: 1, state: 'open' })).toBe('written');
    expect(await pullRequests.findings(aPullRequestRecord({ number: 8 }))).toEqual([]);
    expect((await pullRequests.read(late))?.version).toBe(1);
  });
}
