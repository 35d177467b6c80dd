import { createCustomField, createCustomFieldOption, getContextsForField } from 'jira.js/cloud';
import * as z from 'zod';
import { ServiceUnavailable } from '../../domain/errors.ts';
import { missingStatusValues } from './check-scope.ts';
import { type Field, fieldsNamed, listFields, REPO_FIELD, STATUS_FIELD } from './fields.ts';
import { type JiraConnection, JiraRefusal, type JiraRequests, jiraRequests } from './requests.ts';
import { STATUS_VALUES } from './status-values.ts';

const KIND = 'com.atlassian.jira.plugin.system.customfieldtypes';
const Made = z.object({ id: z.string() });
const Contexts = z.object({ values: z.array(z.object({ id: z.string(), isGlobalContext: z.boolean() })) });

/**
 * Makes of our two fields, and of the options of the first, what the site lacks; what stands is left. Answers what was made, or
 * `forbidden`: the account does not administer Jira. Nothing is made twice, so that it may be repeated after no answer.
 */
export async function makeFields(
  connection: JiraConnection,
): Promise<{ made: string[] } | 'forbidden' | { unanswered: string }> {
  const jira = jiraRequests(connection);
  try {
    const known = await listFields(jira);
    const status = await ensureField(jira, known, STATUS_FIELD);
    const values = status.isMade ? STATUS_VALUES : await missingStatusValues(jira, status.id);
    if (values.length > 0) await makeOptions(jira, status.id, values);
    const repo = await ensureField(jira, known, REPO_FIELD);
    return {
      made: [
        ...(status.isMade ? [STATUS_FIELD] : []),
        ...values.map((value) => `${STATUS_FIELD}: ${value}`),
        ...(repo.isMade ? [REPO_FIELD] : []),
      ],
    };
  } catch (error) {
    if (error instanceof JiraRefusal && error.status === 403) return 'forbidden';
    if (error instanceof ServiceUnavailable) return { unanswered: error.message };
    throw error;
  }
}

async function ensureField(jira: JiraRequests, known: readonly Field[], name: string) {
  const [standing] = fieldsNamed(known, name);
  return standing === undefined
    ? { id: await makeField(jira, name), isMade: true }
    : { id: standing.id, isMade: false };
}

async function makeField(jira: JiraRequests, name: string): Promise<string> {
  const definition = { name, type: `${KIND}:select`, searcherKey: `${KIND}:multiselectsearcher` } as const;
  return (await jira.send('MakeField', (_, client) => createCustomField(client, definition), Made)).id;
}

/** In the context that holds everywhere, else in the first. */
async function makeOptions(jira: JiraRequests, fieldId: string, values: readonly string[]): Promise<void> {
  const asked = { fieldId };
  const { values: contexts } = await jira.send(
    'FieldContexts',
    (_, client) => getContextsForField(client, asked),
    Contexts,
  );
  const context = contexts.find(({ isGlobalContext }) => isGlobalContext) ?? contexts[0];
  if (context === undefined) throw new JiraRefusal('FieldContexts', 'the field is in use nowhere');
  const options = values.map((value) => ({ value }));
  const order = { fieldId, contextId: Number(context.id), options };
  await jira.send('MakeOptions', (_, client) => createCustomFieldOption(client, order), z.unknown());
}
