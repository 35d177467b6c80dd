import { beforeEach, describe, expect, it } from 'vitest';
import { ROLES, type Role } from '../../../shared/contract/admin-access.ts';
import { ADMIN_ROUTES } from '../../../shared/contract/admin-routes.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { aRun } from '../../builders/a-run.ts';
import { anAccess } from '../../builders/an-access.ts';
import { aSite, type Site } from './a-site.ts';
import { type AdminWorld, anAdminWorld, TODAY } from './an-admin-world.ts';

/** What an operator may do besides looking on; all else that changes anything is for admins. */
const OF_OPERATORS = [
  ...[
    'approvePlan',
    'askAnotherPlan',
    'cancelMapping',
    'cancelRun',
    'cancelTicket',
    'discardDeadLetter',
    'raiseTicketBudget',
  ],
  ...['replayDeadLetters', 'retryTicket', 'unparkTicket'],
];

const operations = Object.entries(ADMIN_ROUTES).map(([name, route]) => ({ name, ...route }));
const run = aRun({ status: 'running' });
const mapping = aMapping();
const body = { reason: 'to try it', version: 1, toUsd: 900, day: TODAY, planHash: 'hash', remark: 'r' };

let world: AdminWorld;
let site: Site;
beforeEach(async () => {
  world = anAdminWorld();
  site = aSite(world);
  await world.runs.reserve(run);
  await world.mappings.save(mapping);
});

/** Whoever has this role asks for an operation, of what there is where it names something. */
async function asked(role: Role | undefined, { method, path }: (typeof operations)[number]) {
  const expiresAt = `${TODAY}T23:00:00.000Z`;
  if (role !== undefined) await world.sessions.create(anAccess({ accessId: world.keys.hash('s'), role, expiresAt }));
  const { runId, ticketId, owner, repo } = run;
  const of = { runId, ticketId, owner, repo, mappingId: mapping.mappingId, accessId: world.keys.hash('s') };
  const ids: Record<string, string> = { ...of, tracker: 'linear', queue: 'candidates', number: '1' };
  const place = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? 'some');
  const cookies = role === undefined ? [] : ['__Host-ai_implement_session=s'];
  return method === 'GET' ? site.send({ method, path: place, cookies }) : site.write(method, place, body, { cookies });
}

/** All that an operation of these could change. */
async function standing() {
  const [mappings, stop, open] = [await world.mappings.all(), await world.stops.read(), await world.runs.open()];
  return { mappings, stop, open, audit: await world.audit.ofDay(TODAY), letters: world.candidates.waiting() };
}

describe('each operation of the admin API', () => {
  it('names the least role: all look on, operators act on runs and tickets, the rest is for admins', () => {
    const least = (role: Role) => operations.filter((one) => one.role === role);
    expect(least('viewer').every(({ method }) => method === 'GET')).toBe(true);
    expect(
      least('operator')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(OF_OPERATORS);
    expect(least('admin').length).toBeGreaterThan(8);
  });

  it.each(operations)('$name tells a stranger nothing but to sign in', async (operation) => {
    expect((await asked(undefined, operation)).json).toMatchObject({ status: 401, code: 'sign_in_required' });
  });

  describe.each(ROLES.map((role, rank) => ({ role, rank })))('asked by the role $role', ({ role, rank }) => {
    const isFor = (least: Role) => ROLES.indexOf(least) <= rank;

    it.each(operations.filter((one) => !isFor(one.role)))(
      '$name is refused, and changes nothing',
      async (operation) => {
        const before = await standing();
        expect((await asked(role, operation)).json).toMatchObject({ status: 403, code: 'role_too_low' });
        expect(await standing()).toEqual(before);
      },
    );

    it.each(operations.filter((one) => isFor(one.role)))('$name is not refused for it', async (operation) => {
      expect([401, 403]).not.toContain((await asked(role, operation)).statusCode);
    });
  });
});

describe('an operator', () => {
  it('changes nothing of mappings and settings, whatever of theirs is done', async () => {
    const before = await world.mappings.all();
    for (const operation of operations) await asked('operator', operation);
    expect(await world.mappings.all()).toEqual(before);
  });

  it('is named by the audit log', async () => {
    const cancel = operations.find(({ name }) => name === 'cancelRun');
    if (cancel === undefined) throw new Error('there is no such operation');
    await world.sessions.create(
      anAccess({
        accessId: world.keys.hash('p'),
        name: 'pat@acme.test',
        role: 'operator',
        expiresAt: `${TODAY}T23:00:00.000Z`,
      }),
    );
    const cookies = ['__Host-ai_implement_session=p'];
    const path = `/api/runs/${run.runId}/cancel`;
    expect((await site.write('POST', path, { reason: 'not wanted' }, { cookies })).statusCode).toBe(200);
    expect(await world.audit.ofDay(TODAY)).toMatchObject([{ actor: 'pat@acme.test', action: 'run_cancelled' }]);
    expect(await world.runs.read(run.runId)).toMatchObject({ cancelWish: { by: 'pat@acme.test' } });
  });
});
