import * as z from 'zod';
import { isAdf } from './adf.ts';
import type { Call } from './call.ts';
import { livingIssue, servedPart } from './issue-calls.ts';
import { type Answer, Refusal } from './refusals.ts';
import type { AdfNode, CommentRecord } from './state.ts';
import { commentView, OUR_ACCOUNT } from './views.ts';

/** How long a document may be, as JSON. Jira tells no number; of the readings of its limit this is the narrowest. */
const MAX_LENGTH = 32_767;
const MAX_PROPERTY = 32_768;

const Input = z.strictObject({
  body: z.unknown(),
  properties: z.array(z.strictObject({ key: z.string().min(1).max(255), value: z.unknown() })).default([]),
});

export function getComments({ state, origin, path, query }: Call): Answer {
  const issue = livingIssue(state.issues, path[0]);
  const all = state.comments.filter((comment) => comment.issueId === issue.id);
  const startAt = Number(query['startAt']?.[0] ?? 0);
  const maxResults = Math.min(Number(query['maxResults']?.[0] ?? 100), 100);
  const comments = all
    .slice(startAt, startAt + maxResults)
    .map((comment) => commentView({ state, origin }, comment, false));
  return { status: 200, body: { comments, startAt, maxResults, total: all.length } };
}

export function getCommentsByIds({ state, origin, query, body }: Call): Answer {
  const { ids } = servedPart(z.strictObject({ ids: z.array(z.int()).max(1000) }), body);
  const withProperties = query['expand']?.[0]?.split(',').includes('properties') === true;
  const values = state.comments
    .filter((comment) => ids.includes(Number(comment.id)))
    .map((comment) => commentView({ state, origin }, comment, withProperties));
  const page = { isLast: true, maxResults: 1000, startAt: 0, total: values.length };
  return { status: 200, body: { ...page, values } };
}

export function addComment({ state, site, origin, path, body }: Call): Answer {
  const issue = livingIssue(state.issues, path[0]);
  if (state.withheld?.includes('ADD_COMMENTS') === true) {
    throw new Refusal(400, ['AI-Implement, you do not have the permission to comment on this issue.']);
  }
  const input = commentInput(body);
  const comment = site.postComment({ issueId: issue.id, accountId: OUR_ACCOUNT, ...input });
  return { status: 201, body: commentView({ state, origin }, comment, false) };
}

/** Everybody may change what they wrote, and nothing else. */
export function updateComment({ state, site, origin, path, body }: Call): Answer {
  const issue = livingIssue(state.issues, path[0]);
  const comment = state.comments.find(({ id, issueId }) => id === path[1] && issueId === issue.id);
  if (comment === undefined) throw new Refusal(404, ['Can not find a comment for the id provided.']);
  if (comment.accountId !== OUR_ACCOUNT || state.withheld?.includes('EDIT_OWN_COMMENTS') === true) {
    throw new Refusal(400, ['You do not have the permission to edit this comment.']);
  }
  const input = commentInput(body);
  site.editComment(comment, input.body, input.properties);
  return { status: 200, body: commentView({ state, origin }, comment, false) };
}

function commentInput(given: unknown): { body: AdfNode; properties: CommentRecord['properties'] } {
  const { body, properties } = servedPart(Input, given);
  if (!isAdf(body)) throw new Refusal(400, ['INVALID_INPUT']);
  if ((body.content ?? []).length === 0) throw new Refusal(400, [], { comment: 'Comment body can not be empty!' });
  if (JSON.stringify(body).length > MAX_LENGTH) throw new Refusal(400, ['CONTENT_LIMIT_EXCEEDED']);
  const isLong = properties.some(({ value }) => JSON.stringify(value).length > MAX_PROPERTY);
  if (isLong) throw new Refusal(400, ['The property value is too long.']);
  return { body, properties };
}
