import { afterAll, beforeAll, expect, test } from 'vitest';
import { findClaude } from '../../local/world/vendors/claude-code.ts';
import { changesOf } from '../../simulators/people/ticket-sight.ts';
import { SEEDED_FLY_MAPPING, SEEDED_FLY_TICKETS } from '../../simulators/seed/seed-fly.ts';
import { seedMappings } from '../../simulators/seed/seed-mappings.ts';
import { startWholeSystem, type WholeSystem } from '../e2e/whole-system.ts';

// A run whose stages are users of one machine on Fly, as its image would play them: with the real CLI.

const [{ key = '' } = {}] = SEEDED_FLY_TICKETS;
const MINUTE_MS = 60_000;

let system: WholeSystem;
beforeAll(async () => {
  const claude = findClaude();
  if (claude === undefined) throw new Error('Claude Code is not installed: npm run test:claude installs it');
  system = await startWholeSystem({ runs: 'executed', mappings: [], claude });
  for (const other of system.linear.keys()) if (other !== key) system.linear.unmark(other);
  await seedMappings(system.laptop.url, system.secrets.accessCode, [SEEDED_FLY_MAPPING]);
}, 120_000);
afterAll(() => system?.stop());

test('a ticket goes from its mark to Ready for Review in machines, which are gone within a minute of the last report', async () => {
  await system.until(() => system.linear.labelsOf(key).includes('Ready for Review'));

  const isRoot = process.getuid?.() === 0;
  expect(system.vendors.walls).toContain(isRoot ? 'each stage is a user of its own' : 'all stages are one user');
  expect(system.github.people.pulls('acme/reports')).toMatchObject([{ title: `${key}: Report sales by country` }]);
  expect(system.vendors.fly?.counts()).toEqual({ made: 2, destroyed: 2 });
  const ready = changesOf(system.vendors).findLast(({ event }) => event.includes('Ready for Review'))?.at ?? '';
  for (const { updatedAt } of system.vendors.fly?.machines() ?? [])
    expect(updatedAt).toBeLessThan(Date.parse(ready) + MINUTE_MS);
  expect([system.laptop.counters.denials(), system.github.failures]).toEqual([[], []]);
});
