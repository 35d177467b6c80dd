import * as z from 'zod';
import { ServiceUnavailable } from '../../domain/errors.ts';
import type { JiraSeen, JiraRefusal as Refused, Sight } from '../../ports/vendor-sights.ts';
import { missingStatusValues } from './check-scope.ts';
import { type Field, fieldsNamed, listFields, REPO_FIELD, STATUS_FIELD } from './fields.ts';
import { type JiraConnection, JiraRefusal, type JiraRequests, jiraRequests } from './requests.ts';

const Person = z.object({ displayName: z.string() });

/** Whose the credential is, our two fields, and the options that the first one lacks. */
export async function seeSite(connection: JiraConnection): Promise<Sight<JiraSeen, Refused>> {
  const jira = jiraRequests(connection);
  try {
    const { displayName: person } = await jira.send('Myself', (calls) => calls.myself(), Person);
    const known = await listFields(jira);
    const fields = { status: fieldIn(known, STATUS_FIELD), repo: fieldIn(known, REPO_FIELD) };
    return { seen: { person, fields, missingValues: await missingIn(jira, fields.status) } };
  } catch (error) {
    if (error instanceof JiraRefusal) return { refused: 'not_taken' };
    if (!(error instanceof ServiceUnavailable)) throw error;
    if (error.reason !== 'credential_refused') return { unanswered: error.message };
    return { refused: /scope/.test(error.message) ? 'scope' : 'not_taken' };
  }
}

type FieldSeen = JiraSeen['fields']['status'];

function fieldIn(known: readonly Field[], name: string): FieldSeen {
  const [first, second] = fieldsNamed(known, name);
  if (first === undefined) return { name, problem: 'missing' };
  return second === undefined ? { name, id: first.id } : { name, problem: 'doubled' };
}

async function missingIn(jira: JiraRequests, field: FieldSeen): Promise<string[]> {
  return 'id' in field ? missingStatusValues(jira, field.id) : [];
}
