import {
  BulkCustomFieldOptionCreateRequestSchema,
  BulkFetchIssueRequestSchema,
  BulkIssueResultsSchema,
  CommentInputSchema,
  CommentSchema,
  CustomFieldCreatedContextOptionsListSchema,
  CustomFieldDefinitionSchema,
  DashboardUserSchema,
  FieldDetailsSchema,
  IssueCommentListRequestSchema,
  IssueSchema,
  IssueUpdateDetailsSchema,
  PageCommentSchema,
  PageCustomFieldContextSchema,
  PageOfCommentsSchema,
  PermissionsSchema,
  SearchAndReconcileRequestSchema,
  SearchAndReconcileResultsSchema,
} from 'jira.js/cloud';
import * as z from 'zod';
import type { Call, JiraTokenScope } from './call.ts';
import { addComment, getComments, getCommentsByIds, updateComment } from './comment-calls.ts';
import { createField, createOptions, listContexts } from './field-calls.ts';
import { editIssue, fetchIssues, getIssue, livingIssue, searchIssues } from './issue-calls.ts';
import { type Answer, badRequest } from './refusals.ts';
import { JIRA_PERMISSIONS } from './state.ts';
import { fieldDetails, OUR_ACCOUNT, userView } from './views.ts';

/** One call of Jira's REST API, version 3, as its OpenAPI document names it. */
export interface Operation {
  id: string;
  method: 'GET' | 'POST' | 'PUT';
  /** Groups are the parts of the path; what it matches stands after `/rest/api/3`. */
  path: RegExp;
  /** Query parameters that are served; others are an error. */
  query: readonly string[];
  /** What the body must be: the SDK's schema, without any field that it does not know. */
  body?: z.ZodType;
  /** The SDK's schema of the answer; every answer of ours is held against it. */
  answer?: z.ZodType;
  /** What a token with scopes must be good for. */
  scope: JiraTokenScope;
  /** Writes of one issue count towards its burst. */
  isWrite?: boolean;
  serve(call: Call): Answer;
}

const ISSUE = '/issue/([^/]+)';

export const OPERATIONS: readonly Operation[] = [
  {
    id: 'searchAndReconsileIssuesUsingJqlPost',
    scope: 'read:jira-work',
    method: 'POST',
    path: /^\/search\/jql$/,
    query: [],
    body: z.strictObject(SearchAndReconcileRequestSchema.shape),
    answer: SearchAndReconcileResultsSchema,
    serve: (call) => searchIssues(call),
  },
  {
    id: 'getIssue',
    scope: 'read:jira-work',
    method: 'GET',
    path: new RegExp(`^${ISSUE}$`),
    query: ['fields', 'expand'],
    answer: IssueSchema,
    serve: getIssue,
  },
  {
    id: 'bulkFetchIssues',
    scope: 'read:jira-work',
    method: 'POST',
    path: /^\/issue\/bulkfetch$/,
    query: [],
    body: z.strictObject(BulkFetchIssueRequestSchema.shape),
    answer: BulkIssueResultsSchema,
    serve: fetchIssues,
  },
  {
    id: 'editIssue',
    scope: 'write:jira-work',
    method: 'PUT',
    path: new RegExp(`^${ISSUE}$`),
    query: [],
    body: z.strictObject(IssueUpdateDetailsSchema.shape),
    isWrite: true,
    serve: editIssue,
  },
  {
    id: 'getComments',
    scope: 'read:jira-work',
    method: 'GET',
    path: new RegExp(`^${ISSUE}/comment$`),
    query: ['startAt', 'maxResults'],
    answer: PageOfCommentsSchema,
    serve: getComments,
  },
  {
    id: 'addComment',
    scope: 'write:jira-work',
    method: 'POST',
    path: new RegExp(`^${ISSUE}/comment$`),
    query: [],
    body: z.strictObject(CommentInputSchema.shape),
    answer: CommentSchema,
    isWrite: true,
    serve: addComment,
  },
  {
    id: 'updateComment',
    scope: 'write:jira-work',
    method: 'PUT',
    path: new RegExp(`^${ISSUE}/comment/([^/]+)$`),
    query: [],
    body: z.strictObject(CommentInputSchema.shape),
    answer: CommentSchema,
    isWrite: true,
    serve: updateComment,
  },
  {
    id: 'getCommentsByIds',
    scope: 'read:jira-work',
    method: 'POST',
    path: /^\/comment\/list$/,
    query: ['expand'],
    body: z.strictObject(IssueCommentListRequestSchema.shape),
    answer: PageCommentSchema,
    serve: getCommentsByIds,
  },
  {
    id: 'getFields',
    scope: 'read:jira-work',
    method: 'GET',
    path: /^\/field$/,
    query: [],
    answer: z.array(FieldDetailsSchema),
    serve: ({ state }) => ({
      status: 200,
      body: [SUMMARY, ...state.fields.map((field) => fieldDetails(state, field))],
    }),
  },
  {
    id: 'createCustomField',
    scope: 'manage:jira-configuration',
    method: 'POST',
    path: /^\/field$/,
    query: [],
    body: z.strictObject(CustomFieldDefinitionSchema.shape),
    answer: FieldDetailsSchema,
    serve: createField,
  },
  {
    id: 'getContextsForField',
    scope: 'manage:jira-configuration',
    method: 'GET',
    path: /^\/field\/([^/]+)\/context$/,
    query: ['startAt', 'maxResults'],
    answer: PageCustomFieldContextSchema,
    serve: listContexts,
  },
  {
    id: 'createCustomFieldOption',
    scope: 'manage:jira-configuration',
    method: 'POST',
    path: /^\/field\/([^/]+)\/context\/([^/]+)\/option$/,
    query: [],
    body: z.strictObject(BulkCustomFieldOptionCreateRequestSchema.shape),
    answer: CustomFieldCreatedContextOptionsListSchema,
    serve: createOptions,
  },
  {
    id: 'getMyPermissions',
    scope: 'read:jira-work',
    method: 'GET',
    path: /^\/mypermissions$/,
    query: ['issueId', 'permissions'],
    answer: PermissionsSchema,
    serve: getMyPermissions,
  },
  {
    id: 'getCurrentUser',
    scope: 'read:jira-user',
    method: 'GET',
    path: /^\/myself$/,
    query: [],
    answer: DashboardUserSchema,
    serve: () => ({ status: 200, body: userView(OUR_ACCOUNT) }),
  },
];

/** A field of Jira's own, as it is listed among the others. */
const SUMMARY = {
  ...{ id: 'summary', key: 'summary', name: 'Summary', custom: false, orderable: true, navigable: true },
  ...{ searchable: true, clauseNames: ['summary'], schema: { type: 'string', system: 'summary' } },
};

/** Of one issue; a permission that Jira does not know is refused. */
function getMyPermissions({ state, query }: Call): Answer {
  livingIssue(state.issues, query['issueId']?.[0]);
  const asked = query['permissions']?.flatMap((list) => list.split(',')) ?? [];
  const known: readonly string[] = JIRA_PERMISSIONS;
  const unknown = asked.filter((key) => !known.includes(key));
  if (asked.length === 0 || unknown.length > 0) {
    throw badRequest(`Unrecognized permissions: ${unknown.join(', ') || 'none was named'}`);
  }
  const withheld: readonly string[] = state.withheld ?? [];
  const permissions = asked.map((key) => [key, { key, type: 'PROJECT', havePermission: !withheld.includes(key) }]);
  return { status: 200, body: { permissions: Object.fromEntries(permissions) } };
}
