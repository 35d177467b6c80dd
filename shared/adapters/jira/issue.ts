import * as z from 'zod';
import type { Ticket } from '../../domain/ticket.ts';
import { instant } from '../../domain/time.ts';
import type { FieldedScope } from './fields.ts';
import { markdownOf } from './markdown-of.ts';
import { isOurs, markersOf } from './status-values.ts';

const Status = z.object({ statusCategory: z.object({ key: z.string() }) });
const Link = z.object({
  type: z.object({ inward: z.string() }),
  inwardIssue: z.object({ key: z.string(), fields: z.object({ status: Status }) }).optional(),
});
const Option = z.object({ value: z.string() });

/** An issue with the fields of `ISSUE_FIELDS`; custom fields stay as they come. */
export const Issue = z.object({
  id: z.string(),
  key: z.string(),
  fields: z.looseObject({
    summary: z.string(),
    created: z.string(),
    priority: z.object({ name: z.string() }).nullish(),
    project: z.object({ key: z.string() }),
    status: Status,
    labels: z.array(z.string()).default([]),
    issuelinks: z.array(Link).default([]),
    description: z.unknown().optional(),
  }),
});
export type Issue = z.infer<typeof Issue>;

/** A search answers with ids alone unless it is told what is wanted. */
export const ISSUE_FIELDS = ['summary', 'created', 'priority', 'project', 'status', 'labels', 'issuelinks'];

/** The ids of all fields of ours, for requests that take several scopes together. */
export function ownFields(scopes: readonly Pick<FieldedScope, 'statusFieldId' | 'repoFieldId'>[]): string[] {
  return [...new Set(scopes.flatMap((scope) => [scope.statusFieldId, scope.repoFieldId]))];
}

/** The value of a select field; undefined when none is chosen. */
export function optionOf(issue: Issue, fieldId: string): string | undefined {
  return Option.safeParse(issue.fields[fieldId]).data?.value;
}

/** Whether Jira tells of this field on the issue, with a value or without. */
export function hasField(issue: Issue, fieldId: string): boolean {
  return Object.hasOwn(issue.fields, fieldId);
}

/** Whether the issue bears the scope's value; JQL does not mind capitals, we do. */
export function bearsRepo(issue: Issue, { repoFieldId, repoFieldValue }: FieldedScope): boolean {
  return optionOf(issue, repoFieldId) === repoFieldValue;
}

/** The default priorities of Jira and of its older sites; the names of others say no order. */
const PRIORITIES = new Map(
  Object.entries({
    ...{ Highest: 1, High: 2, Medium: 3, Low: 4, Lowest: 4 },
    ...{ Blocker: 1, Critical: 1, Major: 2, Minor: 3, Trivial: 4 },
  }),
);

/** An issue in our words. `statusFieldId` is the field that tells its markers, `mappingIds` the scopes that it is in. */
export function ticketOf(
  issue: Issue,
  { siteUrl, statusFieldId, mappingIds }: { siteUrl: string; statusFieldId: string; mappingIds: string[] },
): Ticket {
  const { fields } = issue;
  const blockers = fields.issuelinks.flatMap(({ type, inwardIssue }) =>
    type.inward === 'is blocked by' && inwardIssue !== undefined ? [inwardIssue] : [],
  );
  return {
    tracker: 'jira',
    ticketId: issue.id,
    key: issue.key,
    title: fields.summary,
    description: markdownOf(fields.description),
    url: `${siteUrl}/browse/${issue.key}`,
    priority: PRIORITIES.get(fields.priority?.name ?? '') ?? null,
    createdAt: instant(Date.parse(fields.created)),
    teamKey: fields.project.key,
    projectId: null,
    mappingIds,
    labels: fields.labels,
    markers: markersOf(optionOf(issue, statusFieldId)),
    // A field that the issue does not have, since it was made anew or is on no screen of it, says nothing.
    isUnmarked: hasField(issue, statusFieldId) && !isOurs(optionOf(issue, statusFieldId)),
    isClosed: isDone(fields.status),
    blockedBy: [...new Set(blockers.filter((by) => !isDone(by.fields.status)).map((by) => by.key))],
  };
}

function isDone(status: z.infer<typeof Status>): boolean {
  return status.statusCategory.key === 'done';
}
