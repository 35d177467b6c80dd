import {
  addComment,
  bulkFetchIssues,
  getComments,
  getCommentsByIds,
  getCurrentUser,
  getFields,
  getIssue,
  getMyPermissions,
  updateComment as putComment,
  editIssue as putIssue,
  searchAndReconsileIssuesUsingJqlPost as search,
} from 'jira.js/cloud';
import type { Client } from 'jira.js/core';

export type JiraCalls = ReturnType<typeof jiraCalls>;
type Input<Call extends (client: never, parameters: never) => unknown> = Parameters<Call>[1];

/**
 * The calls of Jira's that we make. A file of its own, imported with the first request: named here one by one, the rest
 * of the SDK (1,400 functions and schemas, half a second to load) stays out of the bundle.
 */
export function jiraCalls(client: Client) {
  return {
    search: (input: Input<typeof search>) => search(client, input),
    issue: (input: Input<typeof getIssue>) => getIssue(client, input),
    issues: (input: Input<typeof bulkFetchIssues>) => bulkFetchIssues(client, input),
    editIssue: (input: Input<typeof putIssue>) => putIssue(client, input),
    comments: (input: Input<typeof getComments>) => getComments(client, input),
    commentsByIds: (input: Input<typeof getCommentsByIds>) => getCommentsByIds(client, input),
    addComment: (input: Input<typeof addComment>) => addComment(client, input),
    editComment: (input: Input<typeof putComment>) => putComment(client, input),
    fields: () => getFields(client),
    myPermissions: (input: Input<typeof getMyPermissions>) => getMyPermissions(client, input),
    myself: () => getCurrentUser(client),
  };
}
