import type { IncomingMessage } from 'node:http';
import type { JiraTokenScope } from './call.ts';
import { type Answer, noIssue, unauthenticated } from './refusals.ts';
import type { Asked, JiraAccess } from './rest-api.ts';

/** What becomes of the tokens that the site takes. */
const ALL_SCOPES: readonly JiraTokenScope[] = ['read:jira-work', 'write:jira-work', 'read:jira-user'];

export interface JiraTokens {
  /** From now on, or from that moment in epoch milliseconds, no token is taken any more. */
  expireTokens(at?: number): void;
  /** From now on this is the API token, and the access token, that is taken. */
  renewTokens(token: string): void;
  /** What access tokens and scoped API tokens are good for from now on. At the start: all that we ask. */
  setScopes(...scopes: JiraTokenScope[]): void;
}

export interface JiraSignIn extends JiraTokens {
  isAuthentic(request: IncomingMessage, asked: Asked): boolean;
  /** Whether the token is good for what is asked; one of the site is for all. */
  isInScope(asked: Asked): boolean;
}

/** Tokens without scopes are taken on the site only, those with scopes behind the gateway's path of the cloud id: Basic or Bearer. */
export function signIn({ email, ...tokens }: JiraAccess, now: () => number): JiraSignIn {
  let { apiToken, accessToken, scopedToken } = tokens;
  let scopes = ALL_SCOPES;
  const basicOf = (token: string) => `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`;
  let expiresAt = Number.POSITIVE_INFINITY;
  return {
    isAuthentic({ headers: { authorization } }, { isThroughGateway }) {
      if (now() >= expiresAt) return false;
      if (!isThroughGateway) return authorization === basicOf(apiToken);
      const isScoped = scopedToken !== undefined && authorization === basicOf(scopedToken);
      return isScoped || authorization === `Bearer ${accessToken}`;
    },
    isInScope: ({ isThroughGateway, operation }) =>
      !isThroughGateway || operation === undefined || scopes.includes(operation.scope),
    setScopes(...given) {
      scopes = given;
    },
    expireTokens(at = now()) {
      expiresAt = at;
    },
    renewTokens(token) {
      apiToken = token;
      accessToken = token;
      scopedToken &&= token;
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
