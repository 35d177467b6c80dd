import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { linearDeliveries } from '../../../shared/adapters/linear/linear-deliveries.ts';
import { AppError } from '../../../shared/domain/errors.ts';

const deliveries = linearDeliveries();
const label = (name: string) => ({ id: `id of ${name}`, name, color: '#000000' });

/** An update of an issue that bears these labels now, and bore those before; whatever else is said of it. */
function anUpdate(now: string[], before: string[] | undefined, rest: Record<string, unknown> = {}) {
  const { state = { type: 'unstarted' }, updatedFrom = {}, ...others } = rest;
  return {
    action: 'update',
    type: 'Issue',
    organizationId: 'organization-1',
    data: { id: 'issue-1', labels: now.map(label), state },
    updatedFrom: {
      ...(before && { labelIds: before.map((name) => label(name).id) }),
      ...Object(updatedFrom),
    },
    ...others,
  };
}

const NOTICED = { says: 'noticed', ticketId: 'issue-1', organizationId: 'organization-1' };
const DONE = { state: { type: 'completed' }, updatedFrom: { stateId: 'x' } };

test.each<[string, object]>([
  ['the trigger is put on', anUpdate(['AI-Implement'], [])],
  ['the trigger is put on in other capitals', anUpdate(['ai-implement'], [])],
  ['the trigger is put on beside others', anUpdate(['Bug', 'AI-Implement'], ['Bug'])],
  ['the trigger and a label of ours are put on at once', anUpdate(['AI-Implement', 'AI-Working'], [])],
  [
    'a plan is approved',
    anUpdate(['AI-Implement', 'Plan-Complete', 'Plan-Approved'], ['AI-Implement', 'Plan-Complete']),
  ],
  ['the trigger is taken off', anUpdate(['AI-Working'], ['AI-Implement', 'AI-Working'])],
  ['the last label is taken off', anUpdate([], ['AI-Implement'])],
  ['a stale label is taken off', anUpdate(['AI-Implement'], ['AI-Implement', 'AI-Working'])],
  [
    'a label that a mapping may ask for is put on a marked one',
    anUpdate(['AI-Implement', 'Backend'], ['AI-Implement']),
  ],
  ['it is closed', anUpdate(['AI-Implement', 'AI-Working'], undefined, DONE)],
  ['it is closed without a label', anUpdate([], undefined, { ...DONE, state: { type: 'canceled' } })],
  [
    'it is closed by us, as its pull request is merged',
    anUpdate(['AI-Implement'], ['AI-Implement', 'Ready for Review'], DONE),
  ],
  ['it is reopened with the trigger', anUpdate(['AI-Implement'], undefined, { updatedFrom: { stateId: 'x' } })],
  ['a marked one moves to another team', anUpdate(['AI-Implement'], undefined, { updatedFrom: { teamId: 'x' } })],
  [
    'a marked one moves to another project',
    anUpdate(['AI-Implement'], undefined, { updatedFrom: { projectId: null } }),
  ],
  ['it is put into the trash', anUpdate([], undefined, { updatedFrom: { trashed: null } })],
  ['it is deleted', anUpdate([], undefined, { action: 'remove' })],
  ['it is made with the trigger', anUpdate(['AI-Implement'], undefined, { action: 'create' })],
])('a ticket is noticed when %s', (_, payload) => {
  expect(deliveries.read(payload)).toEqual(NOTICED);
});

test.each<[string, object, string]>([
  [
    'we say that it runs',
    anUpdate(['AI-Implement', 'AI-Working', 'AI-Planning'], ['AI-Implement'], {
      updatedFrom: { stateId: 'x' },
      state: { type: 'started' },
    }),
    'own_change',
  ],
  [
    'we say that its plan is complete',
    anUpdate(['AI-Implement', 'Plan-Complete'], ['AI-Implement', 'AI-Working', 'AI-Planning']),
    'own_change',
  ],
  [
    'we say that its pull request waits',
    anUpdate(['AI-Implement', 'Ready for Review'], ['AI-Implement', 'AI-Working']),
    'own_change',
  ],
  ['another label is put on one that is not marked', anUpdate(['Bug', 'Backend'], ['Bug']), 'nothing_to_look_at'],
  [
    'one that is not marked is moved on',
    anUpdate([], undefined, { updatedFrom: { stateId: 'x' } }),
    'nothing_to_look_at',
  ],
  [
    'a marked one is retitled',
    anUpdate(['AI-Implement'], undefined, { updatedFrom: { title: 'Old' } }),
    'nothing_to_look_at',
  ],
  ['one without the trigger is made', anUpdate(['Bug'], undefined, { action: 'create' }), 'nothing_to_look_at'],
  [
    'a closed one is edited',
    anUpdate([], undefined, { state: { type: 'completed' }, updatedFrom: { title: 'Old' } }),
    'nothing_to_look_at',
  ],
  ['a label itself is renamed', { action: 'update', type: 'IssueLabel', data: { id: 'label-1' } }, 'type_not_followed'],
  [
    'somebody comments',
    { action: 'create', type: 'Comment', data: { id: 'comment-1', issueId: 'issue-1' } },
    'type_not_followed',
  ],
  [
    'something new happens to it',
    anUpdate(['AI-Implement'], undefined, { action: 'archived-anew' }),
    'type_not_followed',
  ],
])('nobody is woken when %s', (_, payload, reason) => {
  expect(deliveries.read(payload)).toEqual({ says: 'nothing', reason });
});

test.each<[string, unknown]>([
  ['no object', 'text'],
  ['null', null],
  ['no type', { action: 'update' }],
  ['an issue without an id', { action: 'remove', type: 'Issue', organizationId: 'o', data: {} }],
  ['an issue of no organization', { action: 'remove', type: 'Issue', data: { id: 'issue-1' } }],
])('a delivery that is %s is invalid', (_, payload) => {
  expect(() => deliveries.read(payload)).toThrow(AppError);
});

const SECRET = 'It is a secret — とても';
const signed = (text: string, secret = SECRET) => createHmac('sha256', secret).update(text).digest('hex');
const at = (ms: number) => JSON.stringify({ webhookTimestamp: Date.now() + ms, text: 'Größe 🚀' });

test.each<[string, string, string, string[], boolean]>([['of now', at(0), signed(at(0)), [SECRET], true]])(
  'a delivery %s is taken',
  async (_, text, __, secrets) => {
    expect(await deliveries.isSigned({ text, signature: signed(text) }, secrets)).toBe(true);
    expect(await deliveries.isSigned({ text, signature: signed(text) }, ['another', SECRET])).toBe(true);
  },
);

test.each<[string, string, (text: string) => string]>([
  ['signed with another secret', at(0), (text) => signed(text, 'another')],
  ['signed with nothing', at(0), () => ''],
  ['whose signature is cut', at(0), (text) => signed(text).slice(2)],
  ['whose signature is of another method', at(0), (text) => `sha256=${signed(text)}`],
  ['of two minutes ago', at(-120_000), (text) => signed(text)],
  ['of two minutes from now', at(120_000), (text) => signed(text)],
  ['that does not say when', '{"type":"Issue"}', (text) => signed(text)],
  ['that is no JSON', 'text', (text) => signed(text)],
])('a delivery %s is not', async (_, text, signatureOf) => {
  expect(await deliveries.isSigned({ text, signature: signatureOf(text) }, [SECRET])).toBe(false);
});

test('without a secret nothing is signed', async () => {
  const text = at(0);

  expect(await deliveries.isSigned({ text, signature: signed(text, '') }, [])).toBe(false);
});
