import { afterEach, expect, test } from 'vitest';
import { changesOf } from '../../simulators/people/ticket-sight.ts';
import { SEEDED_MAPPINGS } from '../../simulators/seed/seed.ts';
import { SEEDED_FLY_MAPPING, SEEDED_FLY_TICKETS } from '../../simulators/seed/seed-fly.ts';
import { seedMappings } from '../../simulators/seed/seed-mappings.ts';
import { startWholeSystem, type WholeSystem } from './whole-system.ts';

// Runs that have machines of their own, as the simulated Fly plays them.

let system: WholeSystem;
afterEach(() => system.stop());

const [{ key = '' } = {}] = SEEDED_FLY_TICKETS;

function fly() {
  if (system.vendors.fly === undefined) throw new Error('Fly must be simulated');
  return system.vendors.fly;
}

/** The mappings come once no ticket is marked but this: a poll may come at any moment. */
async function start(
  mappings: readonly object[],
  { runs = 'scripted', marked = '' }: Partial<Start> = {},
): Promise<void> {
  system = await startWholeSystem({ runs, mappings: [] });
  for (const other of system.linear.keys()) if (other !== marked) system.linear.unmark(other);
  await seedMappings(system.laptop.url, system.secrets.accessCode, mappings);
}

interface Start {
  runs: 'executed' | 'scripted';
  marked: string;
}

test('the seeded ticket of Fly is planned and implemented in a machine each, and both are gone at its end', async () => {
  await start([SEEDED_FLY_MAPPING], { runs: 'executed', marked: key });

  await system.until(() => system.linear.labelsOf(key).includes('Ready for Review'));

  expect(fly().counts()).toEqual({ made: 2, destroyed: 2 });
  expect(system.github.runs()).toEqual([]);
  expect(system.github.people.pulls('acme/reports')).toMatchObject([{ title: `${key}: Report sales by country` }]);
  // A dispatch is one request; machines are destroyed as they end, without being asked to.
  const { list = 0, ...others } = fly().requests();
  expect(others).toEqual({ create: 2 });
  expect(list).toBeLessThanOrEqual(2);
  const ready =
    changesOf(system.vendors)
      .filter(({ event }) => event.includes('Ready for Review'))
      .at(-1)?.at ?? '';
  for (const { updatedAt } of fly().machines()) expect(updatedAt).toBeLessThan(Date.parse(ready) + 60_000);
  const walls = process.getuid?.() === 0 ? 'each stage is a user of its own' : 'all stages are one user';
  expect(system.vendors.walls).toContain(walls);
  const pages = fly()
    .machines()
    .map(({ id }) => `${fly().webUrl}/apps/${fly().app}/machines/${id}`);
  const shown = await Promise.all(pages.map(async (page) => (await fetch(page)).text()));
  expect(shown.filter((text) => text.includes(walls))).toHaveLength(2);
});

test('a machine of ours that nobody needs is destroyed by the next sweep, and one of others is not', async () => {
  await start([SEEDED_FLY_MAPPING]);
  const { url, app, token } = fly();
  const order = (stack: string) =>
    fetch(`${url}/apps/${app}/machines`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({
        config: { image: 'registry.fly.io/acme-runs:1', metadata: { ai_implement_stack: stack } },
      }),
    });
  await order(system.laptop.url);
  await order('https://others.test');

  await system.pass(30 * 60_000);

  expect(fly().counts()).toEqual({ made: 2, destroyed: 1 });
  expect(fly().requests()).toEqual({ create: 2, list: 6, destroy: 1 });
});

test.each(['outage', 'rate_limited'] as const)(
  'while Fly answers %s runs of Actions go their way, and those of Fly wait',
  async (fault) => {
    await start([...SEEDED_MAPPINGS, SEEDED_FLY_MAPPING]);
    const kind = fault === 'outage' ? ({ kind: 'status', status: 503 } as const) : ({ kind: fault } as const);
    fly().faults.add({ operation: '*', ...kind });
    for (const marked of ['OPS-1', key]) system.linear.mark(marked);

    await system.until(() => system.linear.labelsOf('OPS-1').includes('Ready for Review'), 60 * 60_000);
    expect(fly().requests()['create']).toBeGreaterThan(0);
    expect(fly().counts().made).toBe(0);

    fly().faults.clear();
    await system.until(() => fly().counts().made > 0, 2 * 60 * 60_000);
  },
);

test('without a mapping of Fly nothing is asked there', async () => {
  await start(SEEDED_MAPPINGS);
  system.linear.mark('OPS-1');

  await system.until(() => system.linear.labelsOf('OPS-1').includes('Ready for Review'));
  await system.pass(30 * 60_000);

  expect(fly().requests()).toEqual({});
});
