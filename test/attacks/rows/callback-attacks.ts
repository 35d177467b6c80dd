import { receiveProgress } from '../../../functions/runner-callback/receive-progress.ts';
import { receiveResult } from '../../../functions/runner-callback/receive-result.ts';
import { workflowIdentity } from '../../../shared/runtime/workflow-identity.ts';
import { aReport } from '../../builders/a-report.ts';
import { aRun } from '../../builders/a-run.ts';
import { callResult } from '../../functions/runners.ts';
import { aWorld, type World } from '../../functions/world.ts';
import { anOidcIssuer, type OidcIssuer } from '../../runtime/an-oidc-issuer.ts';
import { type Attack, type AttackRows, isRefused, once } from '../attack.ts';

// Code in the agent's job that wants to speak for the run, and identity tokens that were made for others.

const { runId } = aRun();
const CLAIMS = { runId, phase: 'implementation' } as const;
const FOREIGN_PULL = 'https://github.test/acme/other/pull/1';
const IDENTITY = 'shared/runtime/oidc-tokens.ts';
const US = 'https://us.test';

async function aRunAtWork(): Promise<World> {
  const world = await aWorld();
  await world.runs.reserve(aRun({ status: 'running', sessionKeyHash: 'hash of key' }));
  return world;
}

const open: OidcIssuer[] = [];
async function anIssuer(): Promise<OidcIssuer> {
  const issuer = await anOidcIssuer();
  open.push(issuer);
  return issuer;
}
const issuer = once(anIssuer);
/** Another service with keys. */
const stranger = once(anIssuer);
const identityBy = (url: string) => workflowIdentity({ issuer: url, audience: US });

const ROWS: readonly Attack[] = [
  {
    name: "code in the agent's job reports that all is well",
    asset: 'what people are told of a run',
    wayIn: 'the result token, without the session of publish',
    defence: {
      name: 'a result is taken for the newest session key alone',
      file: 'functions/runner-callback/require-session.ts',
      text: 'if (run.sessionKeyHash !== deps.keys.hash(sessionKey)) {',
      instead: 'if (false) {',
    },
    async isHeld() {
      return isRefused(callResult(await aRunAtWork(), { runId, sessionKey: 'canary' }), 'wrong_session_key');
    },
  },
  {
    name: "code in the agent's job names a pull request of its own",
    asset: 'the link that a ticket shows',
    wayIn: 'the progress token, which all code of the job can read',
    defence: {
      name: 'an opened pull request is told with the session of publish',
      file: 'functions/runner-callback/receive-progress.ts',
      text: 'await requireSession(deps, claims, received.sessionKey)',
      instead: 'await requireRun(deps, claims)',
    },
    async isHeld() {
      const world = await aRunAtWork();
      const progress = { type: 'pull_request_opened', prUrl: 'https://github.test/acme/backend/pull/9' } as const;
      const telling = receiveProgress(world.callback, { claims: CLAIMS, sessionKey: undefined, progress });
      return isRefused(telling, 'missing_session_key');
    },
  },
  {
    name: 'a result leads people to a pull request of another repository',
    asset: 'the link that a ticket shows',
    wayIn: 'an address in the result of a job that was misled',
    defence: {
      name: 'the pull request of a result is one of the repository of the run',
      file: 'functions/runner-callback/receive-result.ts',
      text: 'if (prUrl !== undefined && !isPullRequestOf(prUrl, run, deps.githubWebUrl)) {',
      instead: 'if (false) {',
    },
    async isHeld() {
      const report = aReport({ prUrl: FOREIGN_PULL });
      return isRefused(callResult(await aRunAtWork(), { runId, sessionKey: 'key', report }), 'invalid_pr_url');
    },
  },
  {
    name: 'a step leads people to a pull request of another repository',
    asset: 'the link that a ticket shows',
    wayIn: 'an address in the progress of a job that was misled',
    defence: {
      name: 'the pull request of a step is one of the repository of the run',
      file: 'functions/runner-callback/receive-progress.ts',
      text: 'if (!isPullRequestOf(prUrl, run, deps.githubWebUrl)) {',
      instead: 'if (false) {',
    },
    async isHeld() {
      const progress = { type: 'pull_request_opened', prUrl: FOREIGN_PULL } as const;
      const { callback } = await aRunAtWork();
      return isRefused(receiveProgress(callback, { claims: CLAIMS, sessionKey: 'key', progress }), 'invalid_pr_url');
    },
  },
  {
    name: 'the token of one phase reports for another',
    asset: 'what people are told of a run',
    wayIn: 'a token of ours for another phase',
    defence: {
      name: 'a result is of the phase of its token',
      file: 'functions/runner-callback/receive-result.ts',
      text: 'if (report.phase !== claims.phase) throw',
      instead: 'if (false) throw',
    },
    async isHeld() {
      const { callback } = await aRunAtWork();
      const report = aReport({ phase: 'gap-fill' });
      return isRefused(receiveResult(callback, { claims: CLAIMS, sessionKey: 'key', report }), 'phase_mismatch');
    },
  },
  {
    name: 'an identity token that a job had made for another service opens our gate',
    asset: 'the context of a run and its session key',
    wayIn: 'a service that jobs show their identity to',
    defence: {
      name: 'identity tokens are made for us',
      file: IDENTITY,
      text: '...{ issuer, audience },',
      instead: 'issuer,',
    },
    async isHeld() {
      const { url, sign } = await issuer();
      return isRefused(identityBy(url).verify(await sign('https://canary.test')), 'oidc_invalid');
    },
  },
  {
    name: 'an identity token that never ends is kept, and used later',
    asset: 'the context of a run and its session key',
    wayIn: 'a log in which an old token stands',
    defence: {
      name: 'identity tokens have an end',
      file: IDENTITY,
      text: "requiredClaims: ['exp', 'iat'],",
      instead: '',
    },
    async isHeld() {
      const { url, sign } = await issuer();
      return isRefused(identityBy(url).verify(await sign(US, { exp: undefined })), 'oidc_invalid');
    },
  },
  {
    name: "the issuer's description leads to the keys of somebody else",
    asset: 'the context of a run and its session key',
    wayIn: 'a document of the issuer that was tampered with',
    defence: {
      name: "keys lie on the issuer's own host",
      file: IDENTITY,
      text: 'if (address.origin !== new URL(issuer).origin) throw unavailable(service);',
      instead: '',
    },
    async isHeld() {
      const [own, other] = [await issuer(), await stranger()];
      const description = '/.well-known/openid-configuration';
      const before = own.answers[description];
      const body = { issuer: own.url, jwks_uri: `${other.url}/.well-known/jwks` };
      own.answers[description] = { status: 200, body };
      const verified = identityBy(own.url).verify(await other.sign(US, { iss: own.url }));
      const isHeld = await isRefused(verified, 'outage');
      if (before !== undefined) own.answers[description] = before;
      return isHeld;
    },
  },
];

export const ATTACKS: AttackRows = {
  about: "Runners' reports and identities",
  rows: ROWS,
  async close() {
    await Promise.all(open.splice(0).map((one) => one.close()));
  },
};
