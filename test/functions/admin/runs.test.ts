import { describe, expect, it } from 'vitest';
import { ADMIN_OPERATIONS } from '../../../shared/contract/admin.ts';
import type { RunsQuery } from '../../../shared/contract/run-list.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { DAY_MS, MINUTE_MS, plus } from '../../../shared/domain/time.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aRun } from '../../builders/a-run.ts';
import { aSite, signedIn } from './a-site.ts';
import { type AdminWorld, anAdminWorld, TODAY } from './an-admin-world.ts';

const runIdOf = (n: number) => `01KE6XAAAA${String(n).padStart(16, '0')}`;

async function pastRun(
  world: AdminWorld,
  n: number,
  ago: number,
  run: Partial<Run> = {},
  end?: 'failed' | 'succeeded',
) {
  const reservedAt = plus(world.clock.now(), -ago);
  await world.runs.reserve(aRun({ runId: runIdOf(n), reservedAt, ticketKey: `ENG-${n}`, ...run }));
  if (end === undefined) return;
  const failure = end === 'failed' ? { kind: 'substance' as const, code: 'tests_failed', reason: 'no' } : undefined;
  await world.runs.end(runIdOf(n), { status: end, at: world.clock.now(), failure });
}

const list = (world: AdminWorld, query: RunsQuery = {}) => world.operations.listRuns({ query });
const keysOf = (answer: { runs: { ticketKey: string }[] }) => answer.runs.map(({ ticketKey }) => ticketKey);

describe('the list of runs', () => {
  it('begins with the newest, those in flight among them, and is as the contract says', async () => {
    const world = anAdminWorld();
    await world.mappings.save(aMapping());
    await pastRun(world, 1, 3 * MINUTE_MS, {}, 'succeeded');
    await pastRun(world, 2, 2 * MINUTE_MS);
    await pastRun(world, 3, MINUTE_MS, {}, 'failed');
    await pastRun(world, 4, 3 * DAY_MS, {}, 'failed');
    const answer = await list(world);
    expect(keysOf(answer)).toEqual(['ENG-3', 'ENG-2', 'ENG-1', 'ENG-4']);
    expect(answer.mappings).toMatchObject([{ name: 'Backend', repository: 'acme/backend' }]);
    expect(ADMIN_OPERATIONS.listRuns.answer.safeParse(JSON.parse(JSON.stringify(answer))).error).toBeUndefined();
  });

  it('shows each run once over all its pages, in order, whatever is in flight', async () => {
    const world = anAdminWorld();
    const all: string[] = [];
    for (let n = 0; n < 260; n += 1) {
      await pastRun(world, n, n * 40 * MINUTE_MS, {}, n % 7 === 0 ? undefined : 'succeeded');
      all.push(`ENG-${n}`);
    }
    const seen: string[] = [];
    let after: string | undefined;
    for (let page = 0; page < 100; page += 1) {
      const answer = await list(world, { after });
      expect(answer.runs.length).toBeLessThanOrEqual(50);
      seen.push(...keysOf(answer));
      after = answer.next;
      if (after === undefined) break;
    }
    expect(after).toBeUndefined();
    expect(seen).toEqual(all);
  });
});

describe('the list of runs, narrowed,', () => {
  it.each<[RunsQuery, string[]]>([
    [{ status: 'live' }, ['ENG-2']],
    [{ status: 'failed' }, ['ENG-3']],
    [{ phase: 'planning' }, ['ENG-4']],
    [{ mapping: 'another' }, ['ENG-4']],
    [{ repository: 'ACME/infra' }, ['ENG-4']],
    [{ code: 'tests_failed' }, ['ENG-3']],
    [{ ticket: 'eng-1' }, ['ENG-1']],
    [{ day: TODAY, status: 'succeeded' }, ['ENG-1']],
    [{ day: '2026-01-04' }, ['ENG-4']],
    [{ status: 'failed', phase: 'planning' }, []],
  ])('to %o', async (query, keys) => {
    const world = anAdminWorld();
    await pastRun(world, 1, 3 * MINUTE_MS, {}, 'succeeded');
    await pastRun(world, 2, 2 * MINUTE_MS, { status: 'running' });
    await pastRun(world, 3, MINUTE_MS, {}, 'failed');
    const another = { phase: 'planning', mappingId: 'another', repo: 'infra' } as const;
    await pastRun(world, 4, DAY_MS, another, 'succeeded');
    expect(keysOf(await list(world, query))).toEqual(keys);
  });

  it('says how far back it looked where it found little, and goes on from there', async () => {
    const world = anAdminWorld();
    await pastRun(world, 1, 60 * DAY_MS, {}, 'failed');
    const seen: string[] = [];
    let query: RunsQuery = {};
    for (let calls = 0; calls < 60 && seen.length === 0; calls += 1) {
      const answer = await list(world, query);
      seen.push(...keysOf(answer));
      if (seen.length === 0) expect(answer.next).toContain(answer.searchedTo);
      query = { after: answer.next };
    }
    expect(seen).toEqual(['ENG-1']);
  });

  it.each<[Record<string, string>, string]>([
    [{ status: 'broken' }, 'status'],
    [{ phase: 'nothing' }, 'phase'],
    [{ repository: 'backend' }, 'repository'],
    [{ code: 'NO' }, 'code'],
    [{ day: '2026-02-30' }, 'day'],
    [{ ticket: 'a b' }, 'ticket'],
    [{ after: 'x' }, 'after'],
    [{ colour: 'red' }, 'colour'],
  ])('refuses %o, which it cannot apply', async (query, path) => {
    const site = aSite(anAdminWorld());
    const answer = await site.send({ method: 'GET', path: '/api/runs', query, ...(await signedIn(site)) });
    expect(answer.json).toMatchObject({ status: 400, code: 'invalid_body', errors: [{ path }] });
  });
});
