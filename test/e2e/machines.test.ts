import { afterEach, expect, test } from 'vitest';
import { SEEDED_MAPPINGS } from '../../simulators/seed/seed.ts';
import { SEEDED_FLY_TICKETS } from '../../simulators/seed/seed-fly.ts';
import { startWholeSystem, type WholeSystem } from './whole-system.ts';

// Runs that have machines of their own, as the simulated Fly plays them.

let system: WholeSystem;
afterEach(() => system.stop());

const [{ key = '' } = {}] = SEEDED_FLY_TICKETS;

function fly() {
  if (system.vendors.fly === undefined) throw new Error('Fly must be simulated');
  return system.vendors.fly;
}

async function start(options: Parameters<typeof startWholeSystem>[0]): Promise<void> {
  system = await startWholeSystem(options);
  for (const other of system.linear.keys()) if (other !== key) system.linear.unmark(other);
}

test('the seeded ticket of Fly is planned and implemented in a machine each, and both are gone at its end', async () => {
  await start({ runs: 'executed' });

  await system.until(() => system.linear.labelsOf(key).includes('Ready for Review'));

  expect(fly().counts()).toEqual({ made: 2, destroyed: 2 });
  expect(system.github.runs()).toEqual([]);
  expect(system.github.people.pulls('acme/reports')).toMatchObject([{ title: `${key}: Report sales by country` }]);
  // A dispatch is one request; machines are destroyed as they end, without being asked to.
  expect(fly().requests()).toEqual({ create: 2 });
  const walls = process.getuid?.() === 0 ? 'each stage is a user of its own' : 'all stages are one user';
  expect(system.vendors.walls).toContain(walls);
  const pages = fly()
    .machines()
    .map(({ id }) => `${fly().webUrl}/apps/${fly().app}/machines/${id}`);
  const shown = await Promise.all(pages.map(async (page) => (await fetch(page)).text()));
  expect(shown.filter((text) => text.includes(walls))).toHaveLength(2);
});

test('without a mapping of Fly nothing is asked there', async () => {
  await start({ mappings: SEEDED_MAPPINGS });
  system.linear.mark('OPS-1');

  await system.until(() => system.linear.labelsOf('OPS-1').includes('Ready for Review'));
  await system.pass(30 * 60_000);

  expect(fly().requests()).toEqual({});
});
