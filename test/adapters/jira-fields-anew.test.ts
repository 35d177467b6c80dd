import { expect, test } from 'vitest';
import { jiraFields } from '../../shared/adapters/jira/fields.ts';
import { ticketOf } from '../../shared/adapters/jira/issue.ts';
import { readIssue } from '../../shared/adapters/jira/read-issue.ts';
import type { JiraRequests } from '../../shared/adapters/jira/requests.ts';
import { isUnmarked } from '../../shared/domain/ticket.ts';
import { aScope } from './jira-harness.ts';

const OLD = { status: 'customfield_10001', repo: 'customfield_10002' };
const NEW = { status: 'customfield_10003', repo: 'customfield_10004' };

/** A site whose two fields are these, until people make them anew; an issue bears a value in the second ones only. */
function aSite(value: string | null) {
  let ids = OLD;
  const own = () => (ids === OLD ? {} : { [NEW.status]: value && { value }, [NEW.repo]: { value: 'acme/backend' } });
  const common = { summary: 'A ticket', created: '2026-01-05T09:00:00.000+0000', project: { key: 'PROJ' } };
  const status = { statusCategory: { key: 'new' } };
  const send: JiraRequests['send'] = async (name, _call, answer) => {
    const named = [
      { id: ids.status, name: 'AI-Implement Status' },
      { id: ids.repo, name: 'AI-Implement Repo' },
    ];
    if (name === 'FindFields') return answer.parse(named);
    return answer.parse({ id: '1', key: 'PROJ-1', fields: { ...common, status, ...own() } });
  };
  const jira = { send, proveSignIn: async () => {} } as unknown as JiraRequests;
  const fields = jiraFields(jira);
  const read = async () => {
    const found = (await readIssue({ jira, fields }, '1', [aScope()])) ?? expect.unreachable();
    return ticketOf(found.issue, { siteUrl: 'https://acme.test', ...found });
  };
  const makeAnew = () => {
    ids = NEW;
  };
  return { read, makeAnew };
}

test('fields that people made anew are found, so that no ticket seems to have lost its mark', async () => {
  const site = aSite('Implementing');
  await site.read();
  site.makeAnew();
  const ticket = await site.read();

  expect(ticket.markers).toEqual(['trigger', 'working']);
  expect(isUnmarked(ticket)).toBe(false);
});

test('a field that an issue does not have takes no mark off, and one that is cleared does', async () => {
  const site = aSite(null);
  expect(isUnmarked(await site.read())).toBe(false);
  site.makeAnew();
  expect(isUnmarked(await site.read())).toBe(true);
});
