import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { jiraDeliveries } from '../../../shared/adapters/jira/jira-deliveries.ts';
import { AppError } from '../../../shared/domain/errors.ts';

// As Atlassian's documentation shows deliveries: it publishes no schema of them.

const deliveries = jiraDeliveries();

/** A change of one field, whose text is from this to that; null: none. */
function changed(field: string, from: string | null, to: string | null, fieldtype = 'custom') {
  return { field, fieldtype, from: null, fromString: from, to: null, toString: to };
}

function anUpdate(items: unknown, fields: Record<string, unknown> = {}, rest: object = {}) {
  return {
    timestamp: 1_767_603_600_000,
    webhookEvent: 'jira:issue_updated',
    issue_event_type_name: 'issue_generic',
    issue: { id: '10001', self: 'https://acme.atlassian.net/rest/api/2/issue/10001', key: 'PROJ-1', fields },
    changelog: { id: '1', items },
    ...rest,
  };
}

const STATUS = 'AI-Implement Status';
const status = (from: string | null, to: string | null) => changed(STATUS, from, to);
const bears = (value: string) => ({ customfield_10050: { id: '1', value }, summary: 'A ticket' });
const DONE = { status: { name: 'Done', statusCategory: { key: 'done' } } };
const moved = changed('status', 'In Progress', 'Done', 'jira');

test.each<[string, object]>([
  ['Ready is chosen', anUpdate([status(null, 'Ready')], bears('Ready'))],
  ['Ready is chosen in a field of another name', anUpdate([changed('KI', null, 'Ready')])],
  ['a plan is approved', anUpdate([status('Awaiting Approval', 'Plan Approved')], bears('Plan Approved'))],
  ['the value is emptied', anUpdate([status('Implementing', null)])],
  ['the value becomes none of ours', anUpdate([status('Implementing', 'On hold')])],
  ['it is done', anUpdate([moved], DONE)],
  ['it is done, beside other changes', anUpdate([changed('resolution', null, 'Done', 'jira'), moved], DONE)],
  ['it is reopened with a value of ours', anUpdate([changed('status', 'Done', 'To Do', 'jira')], bears('PR Ready'))],
  [
    'its repository is chosen after Ready',
    anUpdate([changed('AI-Implement Repo', null, 'acme/backend')], bears('Ready')),
  ],
  [
    'a link of a ready one goes',
    anUpdate([changed('Link', 'This issue is blocked by OPS-3', null, 'jira')], bears('Ready')),
  ],
  ['it is deleted', anUpdate(undefined, {}, { webhookEvent: 'jira:issue_deleted', changelog: undefined })],
  ['it is made with Ready', anUpdate(undefined, bears('Ready'), { webhookEvent: 'jira:issue_created' })],
  ['its id is a number', { ...anUpdate([status(null, 'Ready')]), issue: { id: 10001 } }],
  [
    'one of its fields is of another shape',
    anUpdate(['text', null, 7, status(null, 'Ready')], { labels: ['a'], parent: null }),
  ],
])('a ticket is noticed when %s', (_, payload) => {
  expect(deliveries.read(payload)).toEqual({ says: 'noticed', ticketId: '10001' });
});

test.each<[string, object, string]>([
  ['we say that it runs', anUpdate([status('Ready', 'Implementing')], bears('Implementing')), 'own_change'],
  ['we say that it failed', anUpdate([status('Planning', 'Planning Failed')]), 'own_change'],
  ['we say that its pull request waits', anUpdate([status('Implementing', 'PR Ready')]), 'own_change'],
  [
    'another field of one that runs is edited',
    anUpdate([changed('summary', 'Old', 'New', 'jira')], bears('Implementing')),
    'nothing_to_look_at',
  ],
  [
    'one of others is moved on',
    anUpdate([changed('status', 'To Do', 'In Progress', 'jira')], {
      status: { statusCategory: { key: 'indeterminate' } },
    }),
    'nothing_to_look_at',
  ],
  [
    'somebody comments on a ready one',
    anUpdate(undefined, bears('Ready'), { changelog: undefined }),
    'nothing_to_look_at',
  ],
  ['its changes are of another shape', anUpdate('text', bears('Ready')), 'nothing_to_look_at'],
  [
    'one without a value is made',
    anUpdate(undefined, {}, { webhookEvent: 'jira:issue_created' }),
    'nothing_to_look_at',
  ],
  ['a comment is made', { webhookEvent: 'comment_created', comment: { self: 'x' } }, 'type_not_followed'],
  ['a sprint starts', { webhookEvent: 'sprint_started', sprint: { id: 1 } }, 'type_not_followed'],
  [
    'something new happens',
    anUpdate([status(null, 'Ready')], {}, { webhookEvent: 'jira:issue_cloned' }),
    'type_not_followed',
  ],
])('nobody is woken when %s', (_, payload, reason) => {
  expect(deliveries.read(payload)).toEqual({ says: 'nothing', reason });
});

test.each<[string, unknown]>([
  ['no object', 7],
  ['no event', { issue: { id: '1' } }],
  ['of no issue', { webhookEvent: 'jira:issue_updated' }],
  ['of an issue whose id is a query', { webhookEvent: 'jira:issue_deleted', issue: { id: '1 OR id = 2' } }],
])('a delivery that is %s is invalid', (_, payload) => {
  expect(() => deliveries.read(payload)).toThrow(AppError);
});

const SECRET = "It's a Secret to Everybody";

test('the vector of the documentation verifies', async () => {
  const signature = 'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9';

  expect(await deliveries.isSigned({ text: 'Hello World!', signature }, ['the one before', SECRET])).toBe(true);
});

test.each<[string, (hex: string) => string]>([
  ['of another method', (hex) => `sha1=${hex}`],
  ['without a method', (hex) => hex],
  ['that is cut', (hex) => `sha256=${hex.slice(2)}`],
  ['under another secret', () => `sha256=${createHmac('sha256', 'another').update('Hello').digest('hex')}`],
])('a signature %s does not', async (_, signatureOf) => {
  const hex = createHmac('sha256', SECRET).update('Hello').digest('hex');

  expect(await deliveries.isSigned({ text: 'Hello', signature: signatureOf(hex) }, [SECRET])).toBe(false);
});
