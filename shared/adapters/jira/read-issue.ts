import type { FieldedScope, JiraFields } from './fields.ts';
import { bearsRepo, ISSUE_FIELDS, Issue, type Issue as IssueType, optionOf, ownFields } from './issue.ts';
import { type JiraRequests, undefinedIfGone } from './requests.ts';
import { type MappedScope, withFields } from './scopes.ts';

/** One issue as it is now, with the field that shows its status and the mappings whose repository value it bears. */
export interface ReadIssue {
  issue: IssueType;
  statusFieldId: string;
  mappingIds: string[];
}

/** One request. Whether a mapping's query still finds the issue is not asked: only a search can tell. */
export async function readIssue(
  { jira, fields }: { jira: JiraRequests; fields: JiraFields },
  ticketId: string,
  scopes: readonly MappedScope[],
): Promise<ReadIssue | undefined> {
  const { fielded, refused } = await withFields(fields, scopes);
  // Without a mapping (it was deleted while a run went on) the fields are those of our names.
  const known = fielded.length > 0 ? fielded : [await fields.idsFor({})];
  if (fielded.length === 0 && refused[0] !== undefined) throw refused[0].error;
  const input = {
    issueIdOrKey: encodeURIComponent(ticketId),
    fields: [...ISSUE_FIELDS, 'description', ...ownFields(known)],
  };
  const issue = await jira.send('ReadIssue', (calls) => calls.issue(input), Issue).catch(undefinedIfGone);
  if (issue === undefined) return undefined;
  const bearing = fielded.filter((scope) => bearsRepo(issue, scope));
  const statusFieldId = statusFieldOf(issue, bearing.length > 0 ? bearing : known);
  return { issue, statusFieldId, mappingIds: bearing.map((scope) => scope.mappingId) };
}

/** The one that has a value, where scopes differ in their fields. */
function statusFieldOf(issue: IssueType, scopes: readonly Pick<FieldedScope, 'statusFieldId'>[]): string {
  const ids = scopes.map((scope) => scope.statusFieldId);
  return ids.find((id) => optionOf(issue, id) !== undefined) ?? ids[0] ?? '';
}
