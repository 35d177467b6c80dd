import { describe, expect, it } from 'vitest';
import type { PullRequestRecord } from '../../shared/domain/follow-ups/pull-request-record.ts';
import { aFollowUpRequest, aPullRequestRecord } from '../builders/a-pull-request-record.ts';
import type { FreshStores } from './stores.ts';

/** A record with every field that a record can have. */
function aFullRecord(): PullRequestRecord {
  const at = '2026-01-05T09:30:00.000Z';
  return aPullRequestRecord({
    state: 'merged',
    next: { runId: 'run-3', attempt: 2, retryOf: 'run-2', notBefore: at, requests: [aFollowUpRequest()] },
    current: { runId: 'run-2', requests: [aFollowUpRequest({ kind: 'inline', commentId: '3804004623172239366' })] },
    endedRunId: 'run-1',
    followUpsAt: [at],
    seenComments: ['conversation:41', 'review:5'],
    wanted: [
      { what: 'seen', kind: 'review', commentId: '5' },
      { what: 'say', answerId: 'run-2', body: 'It failed.' },
    ],
    answerFailures: 3,
  });
}

export function pullRequestStoreContract(fresh: FreshStores): void {
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
  });
}
