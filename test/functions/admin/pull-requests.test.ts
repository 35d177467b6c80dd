import { describe, expect, it } from 'vitest';
import { PullRequestList } from '../../../shared/contract/pull-request-views.ts';
import { DAY_MS, MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aFollowUpRequest, aPullRequestRecord } from '../../builders/a-pull-request-record.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { type AdminWorld, anAdminWorld } from './an-admin-world.ts';

const list = (world: AdminWorld) => world.operations.listPullRequests({});
const next = (world: AdminWorld) => ({ runId: 'run-2', attempt: 1, notBefore: world.clock.now(), requests: [] });

describe('the list of pull requests', () => {
  it('tells of each its ticket, its state, and when it was told of and read last', async () => {
    const world = anAdminWorld();
    const at = world.clock.now();
    await world.tickets.write(aTicketRecord({ ticketId: 'ticket-1', status: 'pr_ready' }));
    await world.pullRequests.write(aPullRequestRecord({ isDraft: true, deliveredAt: at, reconciledAt: plus(at, -1) }));
    await world.settings.noteDelivery('github', plus(at, 1));

    const answer = await list(world);

    expect(answer).toMatchObject({ now: at, lastDeliveryAt: plus(at, 1), isCut: false, over: [] });
    const { key, title, url } = aTicketRecord();
    expect(answer.open).toEqual([
      {
        repository: 'acme/backend',
        number: 7,
        url: 'https://github.test/acme/backend/pull/7',
        state: 'open',
        isDraft: true,
        head: 'ai-implement/ENG-1-add-user-export',
        base: 'main',
        ticket: { tracker: 'linear', key, title, url },
        followUpsIn24h: 0,
        unanswered: 0,
        deliveredAt: at,
        reconciledAt: plus(at, -1),
        updatedAt: aPullRequestRecord().updatedAt,
      },
    ]);
    expect(PullRequestList.parse(JSON.parse(JSON.stringify(answer)))).toEqual(JSON.parse(JSON.stringify(answer)));
  });
});

describe('what comes next on a pull request', () => {
  it('tells who asked for it, in which words, and what holds it', async () => {
    const world = anAdminWorld();
    await world.mappings.save(aMapping({ mappingId: 'mapping-1', name: 'Backend', paused: true }));
    const requests = [
      aFollowUpRequest({ by: 'ada', instruction: 'add a test' }),
      aFollowUpRequest({ by: 'ada', commentId: '42', instruction: '' }),
      aFollowUpRequest({ by: 'bob', commentId: '43', instruction: 'x'.repeat(4000) }),
    ];
    await world.pullRequests.write(aPullRequestRecord({ next: { ...next(world), attempt: 2, requests } }));

    const [pull] = (await list(world)).open;

    expect(pull?.next).toMatchObject({ attempt: 2, askedBy: ['ada', 'bob'], heldBy: 'the mapping Backend is paused' });
    expect(pull?.next?.instruction).toMatch(/^@ada: add a test\n\n@bob: x{50,}$/);
    expect(pull?.next?.instruction).toHaveLength(200);
  });

  it('says that a follow-up waits for a mapping that is gone', async () => {
    const world = anAdminWorld();
    await world.pullRequests.write(aPullRequestRecord({ next: next(world) }));

    expect((await list(world)).open[0]?.next).toEqual({
      attempt: 1,
      notBefore: world.clock.now(),
      askedBy: [],
      heldBy: 'its project mapping was deleted',
    });
  });

  it('counts the follow-ups of the last 24 hours, and the answers that GitHub has not taken', async () => {
    const world = anAdminWorld();
    const now = world.clock.now();
    const followUpsAt = [plus(now, -DAY_MS), plus(now, 1 - DAY_MS), now];
    const wanted = [{ what: 'seen', kind: 'review', commentId: '5' } as const];
    await world.pullRequests.write(aPullRequestRecord({ followUpsAt, wanted }));

    expect((await list(world)).open).toMatchObject([{ followUpsIn24h: 2, unanswered: 1 }]);
  });
});

describe('what works on a pull request', () => {
  const current = { runId: 'run-1', requests: [] };
  const { prUrl, ...of } = { prUrl: aPullRequestRecord().url, status: 'implementing', runId: 'run-0' } as const;

  it.each([
    ['the follow-up that was admitted', { current }, {}, { runId: 'run-1', phase: 'gap-fill' }],
    ['nothing once its end was taken in', { current, endedRunId: 'run-1' }, {}, undefined],
    ['the implementation that opened it', {}, { ...of, prUrl }, { runId: 'run-0', phase: 'implementation' }],
    ['nothing once that is over', {}, { ...of, prUrl, endedRunId: 'run-0' }, undefined],
    ['no run that is to open another', {}, { ...of, prUrl: `${prUrl}9` }, undefined],
    ['nothing when it is closed', { current, state: 'closed' as const }, {}, undefined],
  ])('is %s', async (_, record, ticket, running) => {
    const world = anAdminWorld();
    await world.tickets.write(aTicketRecord({ ticketId: 'ticket-1', status: 'pr_ready', ...ticket }));
    await world.pullRequests.write(aPullRequestRecord(record));

    const { open, over } = await list(world);

    expect([...open, ...over].map((pull) => pull.running)).toEqual([running]);
  });
});

describe('the order of pull requests', () => {
  const numbers = (pulls: { number: number }[]) => pulls.map(({ number }) => number);

  it('begins with those on which something goes on, and ends with those that are over', async () => {
    const world = anAdminWorld();
    const at = (minutes: number) => plus(world.clock.now(), minutes * MINUTE_MS);
    const current = { runId: 'run-1', requests: [] };
    const records = [
      { number: 1, updatedAt: at(1), next: next(world) },
      { number: 2, updatedAt: at(2), current },
      { number: 3, updatedAt: at(3) },
      { number: 4, updatedAt: at(4), state: 'merged' as const, next: next(world) },
      { number: 5, updatedAt: at(5) },
      { number: 6, updatedAt: at(6), state: 'closed' as const },
    ];
    for (const record of records) await world.pullRequests.write(aPullRequestRecord(record));

    const { open, over } = await list(world);

    expect([numbers(open), numbers(over)]).toEqual([
      [1, 2, 5, 3],
      [6, 4],
    ]);
    expect(over.map((pull) => pull.next)).toEqual([undefined, undefined]);
  });

  it('is of a hundred at most, and says when there are more', async () => {
    const world = anAdminWorld();
    for (let number = 1; number <= 100; number += 1) await world.pullRequests.write(aPullRequestRecord({ number }));
    expect(await list(world)).toMatchObject({ isCut: false });
    await world.pullRequests.write(aPullRequestRecord({ number: 101, next: next(world) }));

    const { open, isCut } = await list(world);

    expect([open.length, open[0]?.number, isCut]).toEqual([100, 101, true]);
  });
});
