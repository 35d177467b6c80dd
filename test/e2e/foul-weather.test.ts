import { SendMessageCommand, type SendMessageCommandInput } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../shared/domain/time.ts';
import type { Fault } from '../../simulators/faults/faults.ts';
import { PEOPLES_NAME as PERSON } from '../../simulators/jira/views.ts';
import { PEOPLES_NAME as ROBIN } from '../../simulators/linear/queries.ts';
import { changesOf, sightOf } from '../../simulators/people/ticket-sight.ts';
import { SEEDED_JIRA_MAPPING } from '../../simulators/seed/seed-jira.ts';
import { signedIn } from './admin-client.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';
import { recentAudit } from './recent-audit.ts';

// The way of a ticket through planning, approval and implementation, on both trackers: every message is delivered twice, and
// what is read lags behind what was written. Runs take their time, so that every stage is there to be seen.

const LAG_MS = 10_000;
const STEP_MS = 4 * MINUTE_MS;
const LINEAR = { name: 'Backend', teamKey: 'ENG', owner: 'acme', repo: 'backend', autoApprovePlans: false };
const JIRA = { ...SEEDED_JIRA_MAPPING, autoApprovePlans: false };

const LINEAR_READS = ['MarkedTickets', 'ReadTicket', 'RelatedTickets', 'ShownMarkers', 'OurComments'];
const LINEAR_WRITES = ['ShowMarkers', 'PostComment'];
const JIRA_READS = ['searchAndReconsileIssuesUsingJqlPost', 'getIssue', 'getComments', 'getCommentsByIds'];
const JIRA_WRITES = ['editIssue', 'addComment'];

type TrackerName = 'linear' | 'jira';
interface Tracker {
  /** What is asked at every stage of every ticket. */
  operations: string[];
  /** What people see, stage by stage. */
  way: string[];
  /** Who approves there. */
  person: string;
  markNew(title: string): string;
  approve(key: string): void;
  historyOf(key: string): string[];
}

let system: QuietSystem;
beforeAll(async () => {
  const services = { linear: 'simulated', jira: 'simulated', github: 'simulated' } as const;
  system = await startQuietSystem({
    ...{ services, mappings: [LINEAR, JIRA], runTimes: { stepMs: STEP_MS } },
    onEffect({ principal, operation, body }) {
      if (operation === 'SendMessage' && principal !== 'laptop')
        deliverAgain(body as unknown as SendMessageCommandInput);
    },
  });
  for (const key of jira().keys()) jira().unmark(key);
  simulatorOf('linear').setListingLag(LAG_MS);
  jira().setListingLag(LAG_MS);
});
afterAll(() => system?.stop());
beforeEach(() => {
  simulatorOf('linear').faults.clear();
  jira().faults.clear();
});

let copies = 0;
/** The same message once more, by an identity of its own: the queue does not know that it is a copy. */
function deliverAgain(message: SendMessageCommandInput): void {
  const { MessageDeduplicationId: id, ...rest } = message;
  copies += 1;
  const copy = { ...rest, ...(id === undefined ? {} : { MessageDeduplicationId: `copy-${copies}` }) };
  system?.laptop.sqs.send(new SendMessageCommand(copy)).catch(() => {});
}

function jira() {
  const { jira: simulator } = system.vendors;
  if (simulator === undefined) throw new Error('Jira must be simulated');
  return simulator;
}

const simulatorOf = (name: TrackerName) => (name === 'linear' ? system.linear : jira());

/** The labels of a ticket after each moment at which they changed. */
function labelHistory(key: string): string[] {
  const labels = new Set<string>();
  const moments = new Map<string, string>();
  for (const { at, key: of, event } of system.linear.changes()) {
    const [, kind, name = ''] = /^label (added|removed): (.*)$/.exec(event) ?? [];
    if (of !== key || kind === undefined) continue;
    if (kind === 'added') labels.add(name);
    else labels.delete(name);
    moments.set(at, [...labels].sort().join());
  }
  return [...moments.values()];
}

const TRACKERS: Record<TrackerName, Tracker> = {
  linear: {
    operations: [...LINEAR_READS, 'Approver', ...LINEAR_WRITES],
    way: [
      'AI-Implement',
      'AI-Implement,AI-Planning,AI-Working',
      'AI-Implement,Plan-Complete',
      'AI-Implement,Plan-Approved,Plan-Complete',
      'AI-Implement,AI-Working,Plan-Approved,Plan-Complete',
      'AI-Implement,Plan-Approved,Plan-Complete,Ready for Review',
    ],
    person: ROBIN,
    markNew: (title) => system.markNew('ENG', title),
    approve: (key) => system.linear.addLabel(key, 'Plan-Approved'),
    historyOf: labelHistory,
  },
  jira: {
    operations: [...JIRA_READS, ...JIRA_WRITES],
    way: ['Ready', 'Planning', 'Awaiting Approval', 'Plan Approved', 'Implementing', 'PR Ready'],
    person: PERSON,
    markNew(title) {
      const key = jira().createIssue('PROJ', { title, repo: 'acme/backend' });
      jira().mark(key);
      return key;
    },
    approve: (key) => jira().setMarker(key, 'Plan Approved'),
    historyOf(key) {
      const changes = changesOf(system.vendors).filter((change) => change.key === key);
      return changes.flatMap(({ event }) => /^AI-Implement Status: (.*)$/.exec(event)?.[1] ?? []);
    },
  },
};

const phasesOf = (key: string) =>
  system.github.runs().flatMap(({ inputs }) => (inputs['ticket_key'] === key ? [inputs['phase']] : []));

/** Waits until people have seen this many stages of a ticket. */
async function stage(name: TrackerName, key: string, count: number): Promise<void> {
  const { historyOf, way } = TRACKERS[name];
  await system.until(() => historyOf(key).length >= count, 4 * HOUR_MS);
  expect(historyOf(key).slice(0, count)).toEqual(way.slice(0, count));
}

/** To its end; `before` is called ahead of every stage that comes from us. */
async function goTheWay(name: TrackerName, key: string, before: () => void): Promise<void> {
  before();
  await stage(name, key, 2);
  before();
  await stage(name, key, 3);
  await system.until(() => sightOf(system.vendors, key).comments.some((text) => text.includes('waits for approval')));
  // What is approved before the plan was there for people to read is no approval.
  await system.pass(5 * MINUTE_MS);
  before();
  TRACKERS[name].approve(key);
  await stage(name, key, 5);
  before();
  await stage(name, key, 6);
  await system.pass(10 * MINUTE_MS);
}

function expectItsWay(name: TrackerName, key: string): void {
  expect(TRACKERS[name].historyOf(key)).toEqual(TRACKERS[name].way);
  expect(phasesOf(key)).toEqual(['planning', 'implementation']);
  const firstLines = sightOf(system.vendors, key).comments.map((text) => text.split('\n')[0] ?? '');
  expect(firstLines.filter((line) => line.includes('AI Planning'))).toHaveLength(3);
  expect(new Set(firstLines).size).toBe(firstLines.length);
}

describe.each(['linear', 'jira'] as const)('a ticket of %s', (name) => {
  test('goes its way by the table, though each of its calls fails once at every stage', async () => {
    const { operations, markNew } = TRACKERS[name];
    const simulator = simulatorOf(name);
    const key = markNew('Filter by price');
    simulator.resetCounts();
    const copiesBefore = copies;
    await goTheWay(name, key, () => {
      simulator.faults.clear();
      const fault: Omit<Fault, 'operation'> = { kind: 'status', status: 503, times: 1 };
      for (const operation of operations) simulator.faults.add({ ...fault, operation });
    });

    expectItsWay(name, key);
    const admin = await signedIn(system.laptop.url, system.secrets.accessCode);
    const entries = await recentAudit(admin, system.clock.now());
    const approvals = entries.filter(({ action }) => action === 'plan_approved');
    expect(approvals.map(({ actor }) => actor)).toContain(`${TRACKERS[name].person} (${name})`);
    const failed = new Set(
      simulator.requests().flatMap(({ operation, status }) => (status === 503 ? [operation] : [])),
    );
    expect([...failed].sort()).toEqual([...operations].sort());
    expect(copies - copiesBefore).toBeGreaterThan(10);
  });

  test('waits where it stands while its tracker is down for an hour, and the other tracker goes on', async () => {
    const other = name === 'linear' ? 'jira' : 'linear';
    const key = TRACKERS[name].markNew('Search by colour');
    await stage(name, key, 2);
    simulatorOf(name).faults.add({
      operation: '*',
      kind: 'status',
      status: 503,
      untilAt: system.clock.now() + HOUR_MS,
    });
    const beside = TRACKERS[other].markNew('Export colours');
    await stage(other, beside, 3);
    expect(TRACKERS[name].historyOf(key)).toHaveLength(2);
    await goTheWay(other, beside, () => {});
    await goTheWay(name, key, () => {});

    expectItsWay(name, key);
    expectItsWay(other, beside);
  });
});
