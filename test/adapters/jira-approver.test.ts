import { expect, test } from 'vitest';
import { readApprover } from '../../shared/adapters/jira/read-approver.ts';
import type { JiraRequests } from '../../shared/adapters/jira/requests.ts';

test.fails('a change of which Jira tells no new value does not hide who approved', async () => {
  const item = { field: 'AI-Implement Status', toString: 'Plan Approved' };
  const histories = [
    { created: '2026-01-05T09:00:00.000+0000', author: { displayName: 'Robin' }, items: [item] },
    { created: '2026-01-05T09:01:00.000+0000', author: { displayName: 'Kim' }, items: [{ field: 'Attachment' }] },
  ];
  const send: JiraRequests['send'] = async (_name, _call, answer) => answer.parse({ changelog: { histories } });

  expect(await readApprover({ send } as JiraRequests, '10001')).toBe('Robin');
});
