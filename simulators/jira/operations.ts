import {
  BulkFetchIssueRequestSchema,
  BulkIssueResultsSchema,
  CommentInputSchema,
  CommentSchema,
  DashboardUserSchema,
  IssueCommentListRequestSchema,
  IssueSchema,
  IssueUpdateDetailsSchema,
  PageCommentSchema,
  PageFieldSchema,
  PageOfCommentsSchema,
  SearchAndReconcileRequestSchema,
  SearchAndReconcileResultsSchema,
} from 'jira.js/cloud';
import * as z from 'zod';
import type { Call } from './call.ts';
import { addComment, getComments, getCommentsByIds, updateComment } from './comment-calls.ts';
import { editIssue, fetchIssues, getIssue, searchIssues } from './issue-calls.ts';
import type { Answer } from './refusals.ts';
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
  /** Writes of one issue count towards its burst. */
  isWrite?: boolean;
  serve(call: Call): Answer;
}

const ISSUE = '/issue/([^/]+)';

export const OPERATIONS: readonly Operation[] = [
  {
    id: 'searchAndReconsileIssuesUsingJqlPost',
    method: 'POST',
    path: /^\/search\/jql$/,
    query: [],
    body: z.strictObject(SearchAndReconcileRequestSchema.shape),
    answer: SearchAndReconcileResultsSchema,
    serve: (call) => searchIssues(call),
  },
  {
    id: 'getIssue',
    method: 'GET',
    path: new RegExp(`^${ISSUE}$`),
    query: ['fields', 'expand'],
    answer: IssueSchema,
    serve: getIssue,
  },
  {
    id: 'bulkFetchIssues',
    method: 'POST',
    path: /^\/issue\/bulkfetch$/,
    query: [],
    body: z.strictObject(BulkFetchIssueRequestSchema.shape),
    answer: BulkIssueResultsSchema,
    serve: fetchIssues,
  },
  {
    id: 'editIssue',
    method: 'PUT',
    path: new RegExp(`^${ISSUE}$`),
    query: [],
    body: z.strictObject(IssueUpdateDetailsSchema.shape),
    isWrite: true,
    serve: editIssue,
  },
  {
    id: 'getComments',
    method: 'GET',
    path: new RegExp(`^${ISSUE}/comment$`),
    query: ['startAt', 'maxResults'],
    answer: PageOfCommentsSchema,
    serve: getComments,
  },
  {
    id: 'addComment',
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
    method: 'POST',
    path: /^\/comment\/list$/,
    query: ['expand'],
    body: z.strictObject(IssueCommentListRequestSchema.shape),
    answer: PageCommentSchema,
    serve: getCommentsByIds,
  },
  {
    id: 'getFieldsPaginated',
    method: 'GET',
    path: /^\/field\/search$/,
    query: ['startAt', 'maxResults', 'type', 'query'],
    answer: PageFieldSchema,
    serve: getFields,
  },
  {
    id: 'getCurrentUser',
    method: 'GET',
    path: /^\/myself$/,
    query: [],
    answer: DashboardUserSchema,
    serve: () => ({ status: 200, body: userView(OUR_ACCOUNT) }),
  },
];

/** Names are found by any part of them, as Jira does. */
function getFields({ state, query }: Call): Answer {
  const part = query['query']?.[0]?.toLowerCase() ?? '';
  const found = state.fields.filter(({ name }) => name.toLowerCase().includes(part)).map(fieldDetails);
  const startAt = Number(query['startAt']?.[0] ?? 0);
  const maxResults = Number(query['maxResults']?.[0] ?? 50);
  const values = found.slice(startAt, startAt + maxResults);
  const isLast = startAt + values.length >= found.length;
  return { status: 200, body: { isLast, maxResults, startAt, total: found.length, values } };
}
