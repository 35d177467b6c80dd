import type { Call } from './call.ts';
import { type Answer, Refusal } from './refusals.ts';
import { nextId } from './seed.ts';
import type { FieldRecord, JiraState } from './state.ts';
import { fieldDetails } from './views.ts';

/** What only administrators of the site may do: fields, and the options of theirs. */

const SELECT = 'com.atlassian.jira.plugin.system.customfieldtypes:select';
const SEARCHER = 'com.atlassian.jira.plugin.system.customfieldtypes:multiselectsearcher';

export function createField({ state, body }: Call): Answer {
  requireAdministrator(state);
  const { name, type, searcherKey } = body as { name: string; type: string; searcherKey?: string };
  if (type !== SELECT) throw new Refusal(501, [`the simulator does not serve fields of type ${type}`]);
  // Without its searcher a field is not found in queries.
  if (searcherKey !== SEARCHER) throw new Refusal(400, [], { searcherKey: 'The searcher is not valid for this type.' });
  const field: FieldRecord = { id: `customfield_${nextId(state)}`, name, options: [] };
  state.fields.push(field);
  return { status: 201, body: fieldDetails(state, field) };
}

/** Each field has one context, which is global. */
export function listContexts({ state, path }: Call): Answer {
  requireAdministrator(state);
  fieldNamed(state, path[0]);
  const context = { id: '10100', name: 'Default', description: '', isGlobalContext: true, isAnyIssueType: true };
  return { status: 200, body: { isLast: true, maxResults: 50, startAt: 0, total: 1, values: [context] } };
}

export function createOptions({ state, path, body }: Call): Answer {
  requireAdministrator(state);
  const field = fieldNamed(state, path[0]);
  const { options = [] } = body as { options?: { value: string }[] };
  const twice = options.find(({ value }) => field.options.some((one) => one.value === value));
  if (twice !== undefined) throw new Refusal(400, [`The option ${twice.value} exists already in this context.`]);
  const made = options.map(({ value }) => ({ id: nextId(state), value }));
  field.options.push(...made);
  return { status: 200, body: { options: made.map((option) => ({ ...option, disabled: false })) } };
}

function fieldNamed(state: JiraState, id: string | undefined): FieldRecord {
  const field = state.fields.find((one) => one.id === id);
  if (field === undefined) throw new Refusal(404, ['The custom field was not found.']);
  return field;
}

function requireAdministrator({ isAdministrator }: JiraState): void {
  if (isAdministrator === true) return;
  throw new Refusal(403, ['Only Jira administrators can access this resource.']);
}
