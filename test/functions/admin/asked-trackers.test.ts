import { describe, expect, test } from 'vitest';
import { MappingChange, MappingInput } from '../../../shared/contract/mapping-input.ts';
import { ServiceRefusal, ServiceUnavailable } from '../../../shared/domain/errors.ts';
import { ticketText } from '../../../shared/domain/plan.ts';
import { problemAnswer } from '../../../shared/runtime/problem.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { anAwaitingRecord, aPlan } from '../../builders/a-plan.ts';
import { aTicket } from '../../builders/a-ticket.ts';
import { type AdminWorld, anAdminWorld } from './an-admin-world.ts';

// What an admin is answered whose question a tracker does not answer: every question that the API asks of one.

const JIRA = { tracker: 'jira', jql: 'project = PROJ', repoFieldValue: 'acme/backend' } as const;
const { mappingId } = aMapping();
const { ticketId } = aTicket();

async function aWorldOf(tracker: 'linear' | 'jira'): Promise<AdminWorld> {
  const world = anAdminWorld();
  await world.mappings.save(aMapping({ planningEnabled: true, ...(tracker === 'jira' && JIRA) }));
  world.tracker.put(aTicket());
  const plan = aPlan({ ticketHash: world.ids.hashOf(ticketText(aTicket())), keys: [] });
  await world.tickets.write(anAwaitingRecord({ tracker, plan }));
  return world;
}

type Asked = 'read' | 'ourComments' | 'check';

/** From now on every question of this kind fails so. */
function failing(world: AdminWorld, asked: Asked, error: Error): void {
  const fail = { [asked]: () => Promise.reject(error) };
  const tracker = { ...world.tracker, check: world.scopeChecker.check, ...fail };
  Object.assign(world.trackers, { linear: async () => tracker, jira: async () => tracker });
}

const input = (name: string) => ({ name, owner: 'acme', repo: 'backend', ...JIRA });
type Question = [name: string, tracker: 'linear' | 'jira', Asked, ask: (world: AdminWorld) => Promise<unknown>];
const ofBoth = (name: string, asked: Asked, ask: (world: AdminWorld, tracker: 'linear' | 'jira') => Promise<unknown>) =>
  (['linear', 'jira'] as const).map((of): Question => [`${name} on ${of}`, of, asked, (world) => ask(world, of)]);
const QUESTIONS: Question[] = [
  ...ofBoth('reading a plan', 'ourComments', ({ operations }, tracker) =>
    operations.readPlan({ params: { tracker, ticketId } }),
  ),
  ...ofBoth('approving a plan', 'ourComments', ({ operations }, tracker) =>
    operations.approvePlan({ params: { tracker, ticketId }, body: { planHash: 'any' } }),
  ),
  ...ofBoth('approving a plan whose ticket is read', 'read', ({ operations }, tracker) =>
    operations.approvePlan({ params: { tracker, ticketId }, body: { planHash: 'any' } }),
  ),
  ['checking labels', 'linear', 'check', ({ operations }) => operations.checkTracker({ params: { mappingId } })],
  ['checking a scope', 'jira', 'check', ({ operations }) => operations.checkTracker({ params: { mappingId } })],
  [
    'making a mapping',
    'linear',
    'check',
    ({ operations }) => operations.createMapping({ body: MappingInput.parse(input('Another')) }),
  ],
  [
    'changing a mapping',
    'jira',
    'check',
    ({ operations }) =>
      operations.updateMapping({ params: { mappingId }, body: MappingChange.parse({ ...input('New'), version: 1 }) }),
  ],
];

const ENDINGS: [string, Error, code: string, detail: RegExp][] = [
  ['refuses', new ServiceRefusal('its-service', 'Ask', 'why it does'), 'tracker_refused', /its-service .*why it does/],
  ['is out', new ServiceUnavailable('any', 'outage', 'down'), 'tracker_unavailable', /cannot answer now; try again/],
  [
    'refuses us',
    new ServiceUnavailable('any', 'credential_refused', 'no'),
    'tracker_unavailable',
    /refuses the credential/,
  ],
];

describe.each(QUESTIONS)('%s', (_, tracker, asked, ask) => {
  test.each(ENDINGS)('where the tracker %s is answered with a sentence, and changes nothing', async (...ending) => {
    const [, error, code, detail] = ending;
    const world = await aWorldOf(tracker);
    failing(world, asked, error);
    const state = async () => [await world.mappings.all(), await world.tickets.read({ tracker, ticketId })];
    const before = await state();
    const thrown = await ask(world).catch((refusal: unknown) => refusal);

    expect(thrown).toMatchObject({ code, detail: expect.stringMatching(detail) });
    expect(problemAnswer(thrown, 'request').statusCode).toBe(424);
    expect(await state()).toEqual(before);
  });
});
