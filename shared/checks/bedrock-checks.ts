import type { Check } from '../contract/check.ts';
import { failed, notTried, ok } from './finding.ts';

/** What AWS shows of one inference profile that a role names. */
export interface ProfileSeen {
  /** `eu.anthropic.claude-sonnet-4-6` */
  profile: string;
  /** As people type it after `npm run bedrock -- profiles`. */
  stage: string;
  /** ARNs of models that the stage's file says it leads to. */
  noted: readonly string[];
  /** ARNs of models that it leads to; undefined: the region has no such profile. */
  leadsTo: Seen<readonly string[] | undefined>;
  models: readonly ModelSeen[];
}

/** One of the models behind it. */
interface ModelSeen {
  arn: string;
  /** What is missing, in AWS's words; none: it may be called. */
  lacks: Seen<readonly string[]>;
}

type Seen<T> = { seen: T } | { unseen: string };

const ACCESS =
  "An administrator who may subscribe to models (aws-marketplace:Subscribe) opens the model in Bedrock's console, Model catalog, submits Anthropic's form about the use case, once for the account, and sends it one message in the playground; then check again. Roles of runs cannot do that.";

/** Judges whether runs can call the models that a stage's roles name. */
export function bedrockChecks(profiles: readonly ProfileSeen[]): Check[] {
  return profiles.flatMap((one) => [profileCheck(one), ...one.models.map((model) => modelCheck(one, model))]);
}

function profileCheck({ profile, stage, noted, leadsTo }: ProfileSeen): Check {
  if ('unseen' in leadsTo) return notTried('bedrock_unseen', leadsTo.unseen, profile);
  if (leadsTo.seen === undefined) {
    return failed('bedrock_profile_missing', {
      evidence: 'The region has no such inference profile.',
      remedy: 'Name one that `aws bedrock list-inference-profiles` shows for modelRegion.',
      of: profile,
    });
  }
  const [more, less] = [without(leadsTo.seen, noted), without(noted, leadsTo.seen)];
  if (more.length + less.length === 0) {
    return ok('bedrock_profile_read', `It leads to ${leadsTo.seen.map(placeOf).join(', ')}.`, profile);
  }
  const evidence = `The stage's file says otherwise where it leads to: ${[...more.map((arn) => `+${placeOf(arn)}`), ...less.map((arn) => `-${placeOf(arn)}`)].join(', ')}.`;
  const remedy = `\`npm run bedrock -- profiles ${stage}\`, then \`npm run bedrock -- deploy ${stage}\`.`;
  return failed('bedrock_profile_moved', { evidence, remedy, of: profile });
}

function modelCheck({ profile }: ProfileSeen, { arn, lacks }: ModelSeen): Check {
  const of = `${profile} in ${placeOf(arn)}`;
  if ('unseen' in lacks) return notTried('bedrock_unseen', lacks.unseen, of);
  if (lacks.seen.length === 0) return ok('bedrock_model_enabled', 'The account may call it.', of);
  return failed('bedrock_model_closed', { evidence: `${lacks.seen.join('; ')}.`, remedy: ACCESS, of });
}

const without = (all: readonly string[], some: readonly string[]) => all.filter((one) => !some.includes(one));

/** The region of a model's ARN. */
function placeOf(arn: string): string {
  return arn.split(':')[3] || 'any region';
}
