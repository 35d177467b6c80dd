import { expect, test } from 'vitest';
import { ADMIN_OPERATIONS } from '../../../shared/contract/admin.ts';
import { MappingChange, MappingInput } from '../../../shared/contract/mapping-input.ts';
import { aTicketRecord } from '../../builders/a-ticket-record.ts';
import { type AdminWorld, anAdminWorld } from './an-admin-world.ts';

const INPUT = { name: 'Backend', teamKey: 'ENG', owner: 'acme', repo: 'backend' };
const SINCE = '2026-01-05T10:00:00.000Z';
const GIVEN_UP = { reason: 'refused', since: SINCE, refusals: 8, isGivenUp: true };
const UNSHOWN = [
  { what: 'markers', subject: 'markers', stage: 'implementing' as const, ...GIVEN_UP },
  { what: 'c', subject: 'Pull request ready', ...GIVEN_UP },
];

/** A mapping with a ticket whose markers and one comment were given up. */
async function withRefused(world: AdminWorld) {
  const mapping = await world.operations.createMapping({ body: MappingInput.parse(INPUT) });
  await world.tickets.write(
    aTicketRecord({ status: 'implementing', mappingId: mapping.mappingId, shownStage: 'unknown', unshown: UNSHOWN }),
  );
  return mapping;
}

test('the overview names tickets that do not show all, and why', async () => {
  const world = anAdminWorld();
  await withRefused(world);
  const overview = await world.operations.readOverview({});
  expect(overview).toMatchObject({ unshownCount: 1, unshown: [{ key: 'ENG-1', items: [{ subject: 'markers' }, {}] }] });
  expect(ADMIN_OPERATIONS.readOverview.answer.safeParse(overview).error).toBeUndefined();
});

test('refused markers are tried again once their mapping is saved', async () => {
  const world = anAdminWorld();
  const { mappingId, version } = await withRefused(world);
  await world.operations.updateMapping({ params: { mappingId }, body: MappingChange.parse({ ...INPUT, version }) });
  expect((await world.tickets.unshown())[0]?.unshown).toEqual(UNSHOWN.slice(1));
  expect(world.timers.waiting()).toMatchObject([{ kind: 'show-ticket', dueAt: world.clock.now() }]);
});

test('refused markers are tried again once their mapping is found in order, and not before', async () => {
  const world = anAdminWorld();
  const { mappingId } = await withRefused(world);
  const problems = ['"AI-Working" is in the group "Stage".'];
  world.scopeChecker.answer = { problems, missingValues: [], notes: [], refused: [] };
  expect((await world.operations.checkTracker({ params: { mappingId } })).checks).toMatchObject([
    { code: 'scope_served' },
    { code: 'markers_hindered', evidence: problems[0] },
  ]);
  expect(world.timers.waiting()).toEqual([]);
  const notes = ['The label "ai-working" stands already.'];
  world.scopeChecker.answer = { refused: [], problems: [], missingValues: [], notes };
  await world.operations.checkTracker({ params: { mappingId } });
  expect(world.timers.waiting()).toHaveLength(1);
});
