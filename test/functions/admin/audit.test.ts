import { expect, test } from 'vitest';
import { listAudit } from '../../../functions/admin/overview/list-audit.ts';
import { advanceRun } from '../../../functions/advance-run/advance-run.ts';
import { auditSender } from '../../../shared/adapters/sqs/audit-sender.ts';
import { LifecycleEvent } from '../../../shared/contract/events.ts';
import { systemIds } from '../../../shared/runtime/identities.ts';
import { aWorld } from '../world.ts';

test('what an admin did goes through the queue, comes twice, and is noted once by advance-run', async () => {
  const world = await aWorld();
  const entry = { entryId: '01KE6XEEEE0000000000000001', at: world.clock.now(), actor: 'admin', action: 'retry' };
  await auditSender(world.lifecycle).add({ ...entry, subject: 'ENG-1', detail: 'why' });
  const [event] = world.lifecycle.waiting();
  expect(await world.audit.ofDay(entry.at.slice(0, 10))).toEqual([]);

  for (let times = 0; times < 2; times += 1) await advanceRun(world.advance, LifecycleEvent.parse(event));
  const answer = await listAudit({ ...world, ids: systemIds }, {});
  expect(answer).toEqual({
    day: entry.at.slice(0, 10),
    entries: [{ ...entry, subject: 'ENG-1', detail: 'why', seq: 1 }],
    breaks: [],
  });
});

test('what was noted between two reads of the log is no break, and one that stays is named', async () => {
  const world = await aWorld();
  const day = world.clock.now().slice(0, 10);
  const add = (entryId: string) =>
    world.audit.add({ entryId, at: world.clock.now(), actor: 'admin', action: 'retry', subject: 'ENG-1' });
  for (const id of ['01A', '01B', '01C']) await add(id);
  let reads = 0;
  const lagging = {
    ...world.audit,
    async ofDay(of: string) {
      reads += 1;
      const entries = await world.audit.ofDay(of);
      return reads === 1 ? entries.filter(({ entryId }) => entryId !== '01B') : entries;
    },
  };
  const deps = { clock: world.clock, ids: systemIds };
  expect(await listAudit({ ...deps, audit: lagging }, { day })).toMatchObject({ breaks: [] });

  const robbed = {
    ...world.audit,
    ofDay: async (of: string) => (await world.audit.ofDay(of)).filter(({ entryId }) => entryId !== '01B'),
  };
  expect(await listAudit({ ...deps, audit: robbed }, { day })).toMatchObject({
    breaks: [{ kind: 'missing', seq: 2, to: 2 }],
  });
});

test('a day of many entries is read page by page, each entry once, and its chain is looked at whole', async () => {
  const world = await aWorld();
  const deps = { audit: world.audit, clock: world.clock, ids: systemIds };
  const ids = Array.from({ length: 120 }, (_, at) => `01${String(at).padStart(3, '0')}`);
  for (const entryId of ids)
    await world.audit.add({ entryId, at: world.clock.now(), actor: 'admin', action: 'retry', subject: 'ENG-1' });

  const seen: string[] = [];
  const sizes: number[] = [];
  let after: string | undefined;
  do {
    const page = await listAudit(deps, { after });
    expect(page.breaks).toEqual([]);
    seen.push(...page.entries.map(({ entryId }) => entryId));
    sizes.push(page.entries.length);
    after = page.next;
  } while (after !== undefined);
  expect(sizes).toEqual([50, 50, 20]);
  expect(seen).toEqual(ids.toReversed());
});
