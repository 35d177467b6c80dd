import * as z from 'zod';
import type { FieldedScope, JiraFields } from './fields.ts';
import { optionOf } from './issue.ts';
import { jqlFor } from './jql.ts';
import { type ReadIssue, readIssue } from './read-issue.ts';
import { JiraRefusal, type JiraRequests } from './requests.ts';
import { type MappedScope, withFields } from './scopes.ts';
import { STATUS_VALUES, TRIGGER_VALUES } from './status-values.ts';

const Found = z.object({ issues: z.array(z.object({ id: z.string() })) });

/**
 * The issue as it is now. Of the mappings whose repository value it bears those whose query finds it: only a search can tell, which is
 * asked where the issue asks for a run, and does not wait for the index.
 */
export async function noticedIssue(
  { jira, fields }: { jira: JiraRequests; fields: JiraFields },
  ticketId: string,
  scopes: readonly MappedScope[],
): Promise<ReadIssue | undefined> {
  const read = await readIssue({ jira, fields }, ticketId, scopes);
  const value = read && optionOf(read.issue, read.statusFieldId);
  if (read === undefined || !TRIGGER_VALUES.some((name) => name === value)) return read;
  const { fielded } = await withFields(fields, scopes);
  const mappingIds: string[] = [];
  for (const scope of fielded.filter(({ mappingId }) => read.mappingIds.includes(mappingId))) {
    if (await isFoundBy(jira, read, scope)) mappingIds.push(scope.mappingId);
  }
  return { ...read, mappingIds };
}

/** A mapping that Jira will not search for finds nothing, and its poll tells why. */
async function isFoundBy(jira: JiraRequests, { issue }: ReadIssue, scope: FieldedScope): Promise<boolean> {
  const values = STATUS_VALUES.filter((name) => name === optionOf(issue, scope.statusFieldId));
  const jql = jqlFor([scope], values, issue.id);
  const input = { jql, fields: [], maxResults: 1, reconcileIssues: [Number(issue.id)] };
  try {
    const { issues } = await jira.send('NoticedIssue', (calls) => calls.search(input), Found);
    return issues.some(({ id }) => id === issue.id);
  } catch (error) {
    if (error instanceof JiraRefusal && error.status === 400) return false;
    throw error;
  }
}
