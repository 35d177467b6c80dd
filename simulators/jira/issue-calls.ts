import * as z from 'zod';
import type { Call } from './call.ts';
import { parseJql } from './jql.ts';
import { matcherOf } from './jql-match.ts';
import { type Answer, badRequest, noIssue, notSimulated, Refusal } from './refusals.ts';
import { isOfIssue } from './seed.ts';
import type { IssueRecord } from './state.ts';
import { changelogView, issueView, OUR_ACCOUNT } from './views.ts';

const Search = z.strictObject({
  jql: z.string(),
  fields: z.array(z.string()).default([]),
  maxResults: z.int().min(1).max(5000).default(50),
  nextPageToken: z.string().optional(),
  reconcileIssues: z.array(z.int()).max(50).default([]),
});
const PageToken = z.object({ jql: z.string(), at: z.int() });

/** With fields, Jira gives no more than this at once. */
const MAX_WITH_FIELDS = 100;

export function searchIssues({ state, site, origin, body }: Call): Answer {
  const { jql, fields, maxResults, nextPageToken, reconcileIssues } = servedPart(Search, body);
  const matches = matcherOf(state, parseJql(jql));
  const found = site.searchable(reconcileIssues.map(String)).filter(matches);
  const at = nextPageToken === undefined ? 0 : positionOf(nextPageToken, jql);
  const end = at + (fields.length === 0 ? maxResults : Math.min(maxResults, MAX_WITH_FIELDS));
  const issues = found.slice(at, end).map((issue) => issueView({ state, origin }, issue, fields));
  const isLast = end >= found.length;
  const token = Buffer.from(JSON.stringify({ jql, at: end })).toString('base64url');
  return { status: 200, body: { issues, isLast, ...(!isLast && { nextPageToken: token }) } };
}

function positionOf(token: string, jql: string): number {
  const parsed = PageToken.safeParse(JSON.parse(Buffer.from(token, 'base64url').toString('utf8')));
  if (!parsed.success || parsed.data.jql !== jql) throw badRequest('The provided next page token is invalid.');
  return parsed.data.at;
}

export function getIssue({ state, origin, path, query }: Call): Answer {
  const issue = livingIssue(state.issues, path[0]);
  const fields = query['fields']?.flatMap((list) => list.split(','));
  if (fields === undefined) throw notSimulated('an issue with all its fields');
  const expand = query['expand']?.flatMap((list) => list.split(',')) ?? [];
  const unknown = expand.find((name) => name !== 'changelog');
  if (unknown !== undefined) throw notSimulated(`to expand ${unknown}`);
  const changes = expand.length > 0 && { changelog: changelogView(state, issue) };
  return { status: 200, body: { ...issueView({ state, origin }, issue, fields), ...changes } };
}

const Fetch = z.strictObject({ issueIdsOrKeys: z.array(z.string()).min(1).max(100), fields: z.array(z.string()) });

/** Those that are not there are told among the errors. */
export function fetchIssues({ state, origin, body }: Call): Answer {
  const { issueIdsOrKeys, fields } = servedPart(Fetch, body);
  const found = state.issues.filter(({ id, key }) => issueIdsOrKeys.includes(id) || issueIdsOrKeys.includes(key));
  const issues = found.map((issue) => issueView({ state, origin }, issue, fields));
  return { status: 200, body: { issues, issueErrors: [] } };
}

const Edit = z.strictObject({ fields: z.record(z.string(), z.strictObject({ value: z.string() }).nullable()) });

/** Only select fields are served: nothing else of an issue is ours to change. To whoever may not edit, no field can be set. */
export function editIssue({ state, site, path, body }: Call): Answer {
  const issue = livingIssue(state.issues, path[0]);
  const { fields } = servedPart(Edit, body);
  const changes = Object.entries(fields).map(([id, option]) => {
    const field = state.fields.find((known) => known.id === id);
    const isEditable = state.withheld?.includes('EDIT_ISSUES') !== true;
    if (field === undefined || !isEditable || !isOfIssue(state, field, issue)) {
      throw new Refusal(400, [], {
        [id]: `Field '${id}' cannot be set. It is not on the appropriate screen, or unknown.`,
      });
    }
    if (option !== null && !field.options.some(({ value }) => value === option.value)) {
      throw new Refusal(400, [], { [id]: `Option value '${option.value}' is not valid` });
    }
    return () => site.chooseOption(issue, field, option?.value ?? null, OUR_ACCOUNT);
  });
  for (const change of changes) change();
  return { status: 204 };
}

export function livingIssue(issues: readonly IssueRecord[], idOrKey: string | undefined): IssueRecord {
  const issue = issues.find(({ id, key }) => id === idOrKey || key === idOrKey);
  if (issue === undefined) throw noIssue();
  return issue;
}

/** The body fits Jira's schema; whether it also is what this simulator serves. */
export function servedPart<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw notSimulated(`this body: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
