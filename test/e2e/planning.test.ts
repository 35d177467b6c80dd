import { afterAll, beforeAll, expect, test } from 'vitest';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { signedIn } from './admin-client.ts';
import { type QuietSystem, startQuietSystem } from './quiet-system.ts';
import { recentAudit } from './recent-audit.ts';

// A plan is made first, and what a person approves is what is implemented.

let system: QuietSystem;
beforeAll(async () => {
  const mapping = { name: 'Backend', teamKey: 'ENG', owner: 'acme', repo: 'backend', autoApprovePlans: false };
  system = await startQuietSystem({ mappings: [mapping] });
});
afterAll(() => system.stop());

const firstLines = (key: string) => system.linear.commentsOf(key).map(({ body }) => body.split('\n')[0]);
const runsOf = (key: string) => system.github.runs().filter(({ inputs }) => inputs['ticket_key'] === key);
const phasesOf = (key: string) => runsOf(key).map(({ inputs }) => inputs['phase']);

async function planned(title: string): Promise<string> {
  const key = system.markNew('ENG', title, 'As it was planned.');
  await system.until(() => firstLines(key).some((line) => line?.startsWith('📝')));
  return key;
}

test('a plan waits for approval, and goes on when it is approved in the admin UI', async () => {
  const { linear, laptop, secrets } = system;
  const key = await planned('Export users');
  await system.pass(5 * MINUTE_MS);
  expect(linear.labelsOf(key)).toEqual(['AI-Implement', 'Plan-Complete']);
  expect(phasesOf(key)).toEqual(['planning']);
  expect(runsOf(key)[0]).toMatchObject({ workflow: 'claude-plan.yml' });

  const admin = await signedIn(laptop.url, secrets.accessCode);
  const path = `/api/tickets/linear/${linear.idOf(key)}`;
  const { body: plan } = await admin.call('GET', `${path}/plan`);
  const { planHash, sections } = plan as { planHash: string; sections: { key: string }[] };
  expect(sections.map((section) => section.key)).toEqual(['architecture', 'test-plan', 'work-units']);
  expect(await admin.call('POST', `${path}/approve-plan`, { planHash: 'another' })).toMatchObject({
    status: 409,
    body: { code: 'plan_changed' },
  });
  expect(await admin.call('POST', `${path}/approve-plan`, { planHash })).toMatchObject({ status: 200 });

  await system.until(() => linear.labelsOf(key).includes('Ready for Review'));
  expect(linear.labelsOf(key)).toEqual(['AI-Implement', 'Plan-Complete', 'Ready for Review']);
  expect(await recentAudit(admin, system.clock.now())).toContainEqual(
    expect.objectContaining({ action: 'plan_approved', actor: 'admin', detail: `${key}, plan ${planHash}` }),
  );
});

test('approving by label and in the admin UI at once makes one implementation, of the plan as people edited it', async () => {
  const { linear, laptop, secrets, stores } = system;
  const key = await planned('Import users');
  const [section] = linear.commentsOf(key);
  linear.editComment(section?.id ?? '', `${section?.body}\n\nUse the streaming parser. <!-- not this -->`);
  await system.pass(2 * MINUTE_MS);
  const admin = await signedIn(laptop.url, secrets.accessCode);
  const path = `/api/tickets/linear/${linear.idOf(key)}`;
  const { body: plan } = await admin.call('GET', `${path}/plan`);
  linear.addLabel(key, 'Plan-Approved');
  await Promise.all([
    laptop.invoke('poll-tickets', {}),
    admin.call('POST', `${path}/approve-plan`, { planHash: (plan as { planHash: string }).planHash }),
  ]);

  await system.until(() => linear.labelsOf(key).includes('Ready for Review'));
  await system.pass(10 * MINUTE_MS);
  expect(phasesOf(key)).toEqual(['planning', 'implementation']);
  const context = await stores.runs.readContext({ runId: runsOf(key)[1]?.inputs['run_id'] ?? '' });
  expect(context?.planningContext).toContain('Use the streaming parser.');
  expect(context?.planningContext).not.toContain('not this');
});

test('a ticket that was edited before its plan was approved is planned anew, and its old labels go', async () => {
  const { linear } = system;
  const key = await planned('Merge users');
  linear.edit(key, { description: 'Something else.' });
  await system.pass(2 * MINUTE_MS);
  linear.addLabel(key, 'Plan-Approved');

  await system.until(() => phasesOf(key).length === 2);
  await system.until(() => linear.labelsOf(key).join() === 'AI-Implement,Plan-Complete');
  await system.pass(10 * MINUTE_MS);
  expect(phasesOf(key)).toEqual(['planning', 'planning']);
  expect(runsOf(key)[1]?.inputs['ticket_description']).toBe('Something else.');
  expect(firstLines(key)).toEqual([
    '## 🏗️ AI Planning: Architecture Analysis',
    '## 🧪 AI Planning: Test Plan',
    '## 🔧 AI Planning: Work Units',
    '📝 The plan waits for approval.',
    '🔁 The title or the description of this ticket changed after it was planned, so it is planned anew.',
  ]);
});
