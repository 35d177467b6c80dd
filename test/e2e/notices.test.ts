import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { TRACKER_WEBHOOK_PATHS } from '../../shared/contract/routes.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { SEEDED_MAPPINGS } from '../../simulators/seed/seed.ts';
import { SEEDED_JIRA_MAPPING } from '../../simulators/seed/seed-jira.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';

// What trackers tell by themselves, with no poll that could find it: the schedule stands at one poll in a day.

const DAY_MS = 24 * 60 * MINUTE_MS;

let system: QuietSystem;
beforeAll(async () => {
  const jql = 'project = PROJ AND (labels is EMPTY OR labels not in (manual))';
  const mappings = [...SEEDED_MAPPINGS, { ...SEEDED_JIRA_MAPPING, jql }].map((mapping) => ({
    ...mapping,
    maxInProgress: 20,
    planningEnabled: false,
  }));
  system = await startQuietSystem({
    ...{ mappings, hasTrackerWebhooks: true, pollIntervalMs: DAY_MS, runTimes: { stepMs: MINUTE_MS } },
    services: { linear: 'simulated', jira: 'simulated', github: 'simulated' },
  });
});
afterAll(() => system.stop());
beforeEach(() => {
  system.linear.hook.clearFaults();
  system.vendors.jira?.hook.clearFaults();
});

const runsOf = (key: string) => system.github.runs().filter(({ inputs }) => inputs['ticket_key'] === key);
const isDispatched = (key: string) => runsOf(key).length > 0;
/** Long enough for all that follows from a delivery, and for no poll. */
const passQuietly = () => system.pass(3 * MINUTE_MS);

describe('a ticket that is marked', () => {
  test('on Linear is dispatched without a poll, once, and goes its whole way', async () => {
    const { linear } = system;
    const key = system.markNew('ENG', 'Noticed');
    await system.until(() => isDispatched(key), MINUTE_MS);
    await system.until(() => linear.labelsOf(key).includes('Ready for Review'));

    expect(runsOf(key)).toHaveLength(1);
  });

  test('on Jira is dispatched without a poll, once', async () => {
    const { jira } = system.vendors;
    const key = jira?.createIssue('PROJ', { title: 'Noticed', repo: SEEDED_JIRA_MAPPING.repoFieldValue }) ?? '';
    jira?.mark(key);
    await system.until(() => isDispatched(key), MINUTE_MS);

    expect(runsOf(key)).toHaveLength(1);
  });

  test('on Jira outside of the query of every mapping is not', async () => {
    const { jira } = system.vendors;
    const key =
      jira?.createIssue('PROJ', { title: 'Elsewhere', labels: ['manual'], repo: SEEDED_JIRA_MAPPING.repoFieldValue }) ??
      '';
    jira?.mark(key);
    await passQuietly();

    expect(runsOf(key)).toEqual([]);
  });

  test('and unmarked while it runs is cancelled within two minutes', async () => {
    const { linear } = system;
    const key = system.markNew('ENG', 'Taken back');
    await system.until(() => isDispatched(key), MINUTE_MS);
    await system.until(() => linear.labelsOf(key).includes('AI-Working'), MINUTE_MS);
    linear.unmark(key);
    await system.until(() => runsOf(key).every(({ conclusion }) => conclusion === 'cancelled'), 2 * MINUTE_MS);
  });

  test('starts when what blocks it is done', async () => {
    const { linear } = system;
    const blocker = linear.createIssue('ENG', { title: 'Comes first' });
    const key = linear.createIssue('ENG', { title: 'Comes second' });
    linear.block(key, blocker);
    linear.mark(key);
    await passQuietly();
    expect(runsOf(key)).toEqual([]);

    linear.done(blocker);
    await system.until(() => isDispatched(key), MINUTE_MS);
  });
});

describe.each([
  ['linear', () => system.linear, 'ENG'],
  ['jira', () => system.vendors.jira ?? expect.unreachable(), 'PROJ'],
] as const)('a delivery of %s', (_, vendor, place) => {
  const markNew = (title: string) => {
    const repo = { repo: SEEDED_JIRA_MAPPING.repoFieldValue };
    const tracker = vendor();
    const key = tracker.createIssue(place, { title, ...(place === 'PROJ' && repo) });
    tracker.mark(key);
    return key;
  };
  const withFault = (kind: 'dropped' | 'duplicate' | 'wrong_signature' | 'foreign', title: string) => {
    vendor().hook.addFault({ kind });
    return markNew(title);
  };

  test('that comes twice starts one run', async () => {
    const key = withFault('duplicate', 'Told twice');
    await system.until(() => isDispatched(key), MINUTE_MS);
    await passQuietly();

    expect(runsOf(key)).toHaveLength(1);
  });

  test('that is forged, or lost, starts none; the poll finds the ticket', async () => {
    const forged = withFault('wrong_signature', 'Forged');
    vendor().hook.clearFaults();
    const lost = withFault('dropped', 'Lost');
    await passQuietly();
    expect([...runsOf(forged), ...runsOf(lost)]).toEqual([]);
    const statuses = vendor()
      .hook.deliveries()
      .flatMap(({ key, status }) => (key === forged ? [status] : []));
    expect(new Set(statuses)).toEqual(new Set([401]));

    await system.laptop.invoke('poll-tickets', {});
    await system.until(() => isDispatched(forged) && isDispatched(lost), MINUTE_MS);
  });
});

test('a delivery of another organization with our secret starts no run', async () => {
  system.linear.hook.addFault({ kind: 'foreign' });
  const key = system.markNew('ENG', 'Of others');
  await passQuietly();

  expect(runsOf(key)).toEqual([]);
  const statuses = system.linear.hook.deliveries().flatMap((one) => (one.key === key ? [one.status] : []));
  expect(new Set(statuses)).toEqual(new Set([200]));
});

test('a delivery that comes an hour late is refused where it says when it was signed', async () => {
  system.linear.hook.addFault({ kind: 'delayed', delayMs: 60 * MINUTE_MS, times: 1 });
  const key = system.markNew('ENG', 'Late');
  await system.pass(62 * MINUTE_MS);

  const statuses = system.linear.hook.deliveries().flatMap((one) => (one.key === key ? [one.status] : []));
  expect(statuses).toContain(401);
});

test('our own writing wakes us a few times in a run, and into no loop', async () => {
  const { linear } = system;
  const asked = () => linear.counts().byOperation['NoticedTicket'] ?? 0;
  const key = system.markNew('ENG', 'Counted');
  const before = asked();
  await system.until(() => linear.labelsOf(key).includes('Ready for Review'));
  const atReview = asked();
  await system.pass(60 * MINUTE_MS);

  // The mark itself; what else we write says what only we say.
  expect(atReview - before).toBe(1);
  expect(asked()).toBe(atReview);
});

test('the address takes nothing that is not signed, and tells nothing', async () => {
  const body = JSON.stringify({ type: 'Issue', action: 'remove', data: { id: randomUUID() } });
  const signature = createHmac('sha256', 'guessed').update(body).digest('hex');
  for (const path of Object.values(TRACKER_WEBHOOK_PATHS)) {
    for (const headers of [{}, { 'linear-signature': signature }, { 'x-hub-signature': `sha256=${signature}` }]) {
      const request = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body };
      const response = await fetch(`${system.laptop.url}${path}`, request);
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ code: 'bad_signature' });
    }
  }
});
