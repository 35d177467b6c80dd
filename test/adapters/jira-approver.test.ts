import { expect, test } from 'vitest';
import { readApprover } from '../../shared/adapters/jira/read-approver.ts';
import type { JiraRequests } from '../../shared/adapters/jira/requests.ts';

test('a change of which Jira tells no new value does not hide who approved', async () => {
  const item = { fieldId: 'customfield_10050', toString: 'Plan Approved' };
  const histories = [
    { created: '2026-01-05T09:00:00.000+0000', author: { displayName: 'Robin' }, items: [item] },
    { created: '2026-01-05T09:01:00.000+0000', author: { displayName: 'Kim' }, items: [{ fieldId: 'Attachment' }] },
  ];
  const send: JiraRequests['send'] = async (_name, _call, answer) => answer.parse({ changelog: { histories } });

  expect(await readApprover({ send } as JiraRequests, '10001', ['customfield_10050'])).toBe('Robin');
});

test('a field of the same name in which somebody else chose the value tells of no approval', async () => {
  const item = { field: 'AI-Implement Status', fieldId: 'customfield_10099', toString: 'Plan Approved' };
  const histories = [{ created: '2026-01-05T09:00:00.000+0000', author: { displayName: 'Robin' }, items: [item] }];
  const send: JiraRequests['send'] = async (_name, _call, answer) => answer.parse({ changelog: { histories } });

  expect(await readApprover({ send } as JiraRequests, '10001', ['customfield_10050'])).toBeUndefined();
});
