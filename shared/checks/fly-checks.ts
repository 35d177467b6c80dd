import type { Check } from '../contract/check.ts';
import type { FlyRefusal, FlySeen, Sight } from '../ports/vendor-sights.ts';
import { failed, notTried, ok } from './finding.ts';

interface JudgedFly {
  /** Ends a remedy: how something that was renewed is stored. */
  store: string;
  app: string;
  /** Its slug, as the stage names it. */
  organisation: string;
}

/** Judges what Fly said to the token of the app in which runs have machines; undefined: there is none. */
export function flyChecks(
  sight: Sight<FlySeen, FlyRefusal> | undefined,
  { store, app, organisation }: JudgedFly,
): Check[] {
  const make = `\`fly tokens create deploy --app ${app}\` makes one, ${store}.`;
  if (sight === undefined)
    return [failed('fly_token_missing', { evidence: 'There is no token of Fly.', remedy: make })];
  if ('unanswered' in sight) return [notTried('fly_unanswered', `Fly did not answer: ${sight.unanswered}.`)];
  if ('refused' in sight) return [sight.refused === 'no_app' ? appMissing(app) : tokenRefused(make)];
  if (sight.seen.organisation === organisation)
    return [ok('fly_app_seen', `The token reaches the app ${app} of ${organisation}.`)];
  const evidence = `The app ${app} is of ${sight.seen.organisation}, and FLY_ORG says ${organisation}: no machine of it would pass the gate.`;
  const remedy = `Set FLY_ORG to ${sight.seen.organisation}, and deploy.`;
  return [failed('fly_organisation_wrong', { evidence, remedy })];
}

function appMissing(app: string): Check {
  const evidence = `Fly has no app ${app}, or the token does not reach it.`;
  const remedy = `Make it (\`fly apps create ${app}\`), or correct FLY_APP, and deploy.`;
  return failed('fly_app_missing', { evidence, remedy });
}

function tokenRefused(remedy: string): Check {
  const evidence = 'Fly does not take the token: it was revoked, or its time is over.';
  return failed('fly_token_refused', { evidence, remedy });
}

const LEADS_TO_A_MODEL = /^(?:ANTHROPIC_API_KEY|CLAUDE_CODE_OAUTH_TOKEN)=\S+$/m;

/** Whether machines would be given a credential of the model; only a run shows whether the model takes it. */
export function machineCredentialChecks(lines: string | undefined, store: string): Check[] {
  if (lines !== undefined && LEADS_TO_A_MODEL.test(lines))
    return [ok('fly_credentials_set', 'Machines are given a credential of the model.')];
  const evidence = 'No line of the model credentials for Fly is ANTHROPIC_API_KEY=… or CLAUDE_CODE_OAUTH_TOKEN=….';
  const remedy = `Make an API key of Anthropic with a spending limit, ${store}.`;
  return [failed('fly_credentials_missing', { evidence, remedy })];
}
