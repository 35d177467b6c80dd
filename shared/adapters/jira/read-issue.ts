import * as z from 'zod';
import type { FieldedScope, JiraFields } from './fields.ts';
import { bearsRepo, hasField, ISSUE_FIELDS, Issue, type Issue as IssueType, optionOf, ownFields } from './issue.ts';
import { type JiraRequests, undefinedIfGone } from './requests.ts';
import { type MappedScope, withFields } from './scopes.ts';

/** One issue as it is now, with the field that shows its status and the mappings whose repository value it bears. */
export interface ReadIssue {
  issue: IssueType;
  statusFieldId: string;
  mappingIds: string[];
}

/** Each is parsed by itself, so that one of another shape does not hide the others. */
const Issues = z.object({ issues: z.array(z.unknown()) });
const IDS_PER_REQUEST = 100;

/** One request for each 100 of them; those that are gone, or of another shape, are not among the answers. */
export async function readIssues(
  { jira, fields }: { jira: JiraRequests; fields: JiraFields },
  ticketIds: readonly string[],
  scopes: readonly MappedScope[],
): Promise<ReadIssue[]> {
  if (ticketIds.length === 0) return [];
  const wanted = await fieldsOf(fields, scopes);
  const found: ReadIssue[] = [];
  for (let from = 0; from < ticketIds.length; from += IDS_PER_REQUEST) {
    const issueIdsOrKeys = ticketIds.slice(from, from + IDS_PER_REQUEST);
    const input = { issueIdsOrKeys, fields: [...ISSUE_FIELDS, ...ownFields(wanted.known)] };
    const { issues } = await jira.send('ReadIssues', (calls) => calls.issues(input), Issues);
    for (const node of issues) {
      const issue = Issue.safeParse(node);
      if (issue.success) found.push(readOf(issue.data, wanted));
    }
  }
  await jira.proveSignIn();
  return found;
}

/** One request, or two and a look for the fields where they are not as they were. Whether a mapping's query still finds the issue is not asked: only a search can tell. */
export async function readIssue(
  { jira, fields }: { jira: JiraRequests; fields: JiraFields },
  ticketId: string,
  scopes: readonly MappedScope[],
): Promise<ReadIssue | undefined> {
  const read = await readWith({ jira, fields }, ticketId, scopes);
  if (read === undefined || hasField(read.issue, read.statusFieldId)) return read;
  // A field may have been made anew under its name, which only a new look for it tells.
  fields.forget();
  return readWith({ jira, fields }, ticketId, scopes);
}

async function readWith(
  { jira, fields }: { jira: JiraRequests; fields: JiraFields },
  ticketId: string,
  scopes: readonly MappedScope[],
): Promise<ReadIssue | undefined> {
  const wanted = await fieldsOf(fields, scopes);
  const input = {
    issueIdOrKey: encodeURIComponent(ticketId),
    fields: [...ISSUE_FIELDS, 'description', ...ownFields(wanted.known)],
  };
  const issue = await jira.send('ReadIssue', (calls) => calls.issue(input), Issue).catch(undefinedIfGone);
  return issue && readOf(issue, wanted);
}

interface WantedFields {
  fielded: FieldedScope[];
  /** Without a mapping (it was deleted while a run went on) the fields are those of our names. */
  known: Pick<FieldedScope, 'statusFieldId' | 'repoFieldId'>[];
}

async function fieldsOf(fields: JiraFields, scopes: readonly MappedScope[]): Promise<WantedFields> {
  const { fielded, refused } = await withFields(fields, scopes);
  const known = fielded.length > 0 ? fielded : [await fields.idsFor({})];
  if (fielded.length === 0 && refused[0] !== undefined) throw refused[0].error;
  return { fielded, known };
}

function readOf(issue: IssueType, { fielded, known }: WantedFields): ReadIssue {
  const bearing = fielded.filter((scope) => bearsRepo(issue, scope));
  const statusFieldId = statusFieldOf(issue, bearing.length > 0 ? bearing : known);
  return { issue, statusFieldId, mappingIds: bearing.map((scope) => scope.mappingId) };
}

/** The one that has a value, where scopes differ in their fields. */
function statusFieldOf(issue: IssueType, scopes: readonly Pick<FieldedScope, 'statusFieldId'>[]): string {
  const ids = scopes.map((scope) => scope.statusFieldId);
  return ids.find((id) => optionOf(issue, id) !== undefined) ?? ids[0] ?? '';
}
