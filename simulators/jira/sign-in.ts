import type { IncomingMessage } from 'node:http';
import { type Answer, noIssue, unauthenticated } from './refusals.ts';
import type { Asked, JiraAccess } from './rest-api.ts';

/** What becomes of the tokens that the site takes. */
export interface JiraTokens {
  /** From now on, or from that moment in epoch milliseconds, no token is taken any more. */
  expireTokens(at?: number): void;
  /** From now on this is the API token, and the access token, that is taken. */
  renewTokens(token: string): void;
}

export interface JiraSignIn extends JiraTokens {
  isAuthentic(request: IncomingMessage, asked: Asked): boolean;
}

/** Basic credentials are taken on the site, bearer tokens behind the gateway's path of the cloud id. */
export function signIn({ email, ...tokens }: JiraAccess, now: () => number): JiraSignIn {
  let { apiToken, accessToken } = tokens;
  let expiresAt = Number.POSITIVE_INFINITY;
  return {
    isAuthentic({ headers: { authorization } }, { isThroughGateway }) {
      if (now() >= expiresAt) return false;
      const basic = `Basic ${Buffer.from(`${email}:${apiToken}`).toString('base64')}`;
      return authorization === (isThroughGateway ? `Bearer ${accessToken}` : basic);
    },
    expireTokens(at = now()) {
      expiresAt = at;
    },
    renewTokens(token) {
      apiToken = token;
      accessToken = token;
      expiresAt = Number.POSITIVE_INFINITY;
    },
  };
}

/** Sent with whatever is answered to somebody whose sign-in failed. */
const FAILED = { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' };

/**
 * What Jira answers to a sign-in that fails. The gateway refuses it; the site takes whoever failed for nobody, who may ask all the same,
 * and sees neither issues nor comments of projects that are not public.
 */
export function answerToNobody({ operation, isThroughGateway }: Asked): Answer {
  if (isThroughGateway) return unauthenticated();
  return { ...asNobody(operation?.id), headers: FAILED };
}

function asNobody(operation: string | undefined): Answer {
  switch (operation) {
    case 'searchAndReconsileIssuesUsingJqlPost':
      return { status: 200, body: { issues: [], isLast: true } };
    case 'getCommentsByIds':
      return { status: 200, body: { isLast: true, maxResults: 1000, startAt: 0, total: 0, values: [] } };
    case 'getIssue':
    case 'editIssue':
    case 'getComments':
    case 'addComment':
    case 'updateComment':
      return noIssue().answer;
    default:
      return unauthenticated();
  }
}
