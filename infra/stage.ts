import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { BedrockAccess } from './bedrock/access-settings.ts';
import { checkSettings, settingsAmong } from './read-settings.ts';
import { type Problem, UnusableSettings } from './refusal.ts';
import type { Place } from './setting-rules.ts';
import { Settings, type SettingValues } from './settings.ts';

/** One deployment: where it is, how its parts are called, and what it decides. */
export interface Stage extends Place {
  name: string;
  /** The stack's name, and what every name in it begins with. */
  stackName: string;
  /** Where its SSM parameters are, without a trailing slash; `parametersUnder` gives the names of its secrets. */
  parameterPath: string;
  /** All settings, with defaults and what the environment overrides. */
  values: SettingValues;
  overrides: readonly Override[];
  /** Who may call which models on Bedrock; undefined: nobody by us. */
  bedrock?: BedrockAccess | undefined;
}

/** A setting that the environment decides against the stage's file. */
export interface Override {
  name: string;
  value: unknown;
  /** What the file says; undefined: nothing. */
  instead: unknown;
}

/** Where stages are, one file each. */
const STAGES_FOLDER = join(import.meta.dirname, 'stages');

const NAME = /^[a-z][a-z0-9-]{0,19}$/;

/** What stands in a stage's file beside its settings. */
export const StagePlace = z.strictObject({
  $schema: z.string().optional(),
  account: z
    .string('must be a text of 12 digits')
    .regex(/^\d{12}$/, 'must be the 12 digits of an AWS account')
    .describe('The AWS account, 12 digits. With credentials of another one nothing is deployed.'),
  region: z
    .string('must be a region of AWS, such as eu-central-1')
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region of AWS, such as eu-central-1')
    .describe('The region of AWS, such as eu-central-1.'),
  namePrefix: z
    .string('must be a text')
    .regex(/^[A-Za-z][A-Za-z0-9-]{0,39}$/, 'must begin with a letter and have at most 40 letters, digits and dashes')
    .optional()
    .describe(
      "The stack's name, and what the name of every function, queue, alarm and log group begins with. AiImplement-STAGE by default.",
    ),
  parameterPath: z
    .string('must be a text')
    .regex(
      /^(?!\/([Aa][Ww][Ss]|[Ss][Ss][Mm])\b)(\/[\w.-]{1,60}){1,10}$/,
      'must be a path such as /ai-implement/prod, and not begin with /aws or /ssm',
    )
    .optional()
    .describe('Where the SSM parameters of the secrets are. /ai-implement/STAGE by default.'),
  settings: z.record(z.string(), z.unknown()).default({}),
  bedrock: BedrockAccess.optional().describe(
    'Access to models on Amazon Bedrock, in a stack of its own: docs/providers.md.',
  ),
});

/** A whole file, for its JSON schema. */
const StageFile = StagePlace.extend({ settings: Settings.partial().optional() });

/** The JSON schema of a stage's file, for editors: what `infra/stage.schema.generated.json` must hold. */
export function stageSchema(): object {
  return z.toJSONSchema(StageFile, { io: 'input' });
}

/** The names of all stages, in order. */
export function stageNames(folder = STAGES_FOLDER): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return files.map((file) => file.slice(0, -'.json'.length)).sort();
}

/** Where a stage's file is. */
export function stageFile(name: string, folder = STAGES_FOLDER): string {
  return join(folder, `${name}.json`);
}

/** Reads one stage; variables override its settings. Throws `UnusableSettings` with everything that is wrong with it. */
export function readStage(
  name: string,
  variables: Readonly<Record<string, string | undefined>>,
  folder = STAGES_FOLDER,
): Stage {
  const content = readFile(name, folder);
  const parsed = StagePlace.safeParse(content);
  const inFile = parsed.data?.settings ?? settingsOf(content);
  const overriding = settingsAmong(variables);
  const { values, problems } = checkSettings({ ...inFile, ...overriding }, parsed.data);
  const ofPlace = (parsed.error?.issues ?? []).flatMap(problemsOfPlace(content));
  const collisions = parsed.success ? collisionsOf(name, placed(name, parsed.data), folder) : [];
  const all = [...ofPlace, ...problems, ...collisions];
  if (!parsed.success || all.length > 0) throw new UnusableSettings(all.map(withFile(name)));
  const overrides = Object.entries(overriding)
    .map(([setting, value]) => ({ name: setting, value, instead: inFile[setting] }))
    .filter(({ value, instead }) => value !== instead);
  const { bedrock } = parsed.data;
  return { name, ...placed(name, parsed.data), values, overrides, ...(bedrock && { bedrock }) };
}

const withFile =
  (name: string) =>
  ({ code, sentence }: Problem): Problem => ({ code, sentence: `Stage ${name}: ${sentence}` });

function placed(name: string, { account, region, namePrefix, parameterPath }: z.infer<typeof StagePlace>) {
  return {
    account,
    region,
    stackName: namePrefix ?? `AiImplement-${name}`,
    parameterPath: parameterPath ?? `/ai-implement/${name}`,
  };
}

function readFile(name: string, folder: string): unknown {
  if (!NAME.test(name)) {
    refuse(
      'stage_name_unusable',
      `${JSON.stringify(name)} is no name of a stage: at most 20 small letters, digits and dashes.`,
    );
  }
  const path = stageFile(name, folder);
  if (!existsSync(path)) refuse('stage_unknown', `There is no stage ${name}. ${stagesThere(folder)}`);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return refuse('stage_unreadable', `${path} is not JSON: ${(error as Error).message}.`);
  }
}

/** Which stages there are, or how to make the first. */
export function stagesThere(folder = STAGES_FOLDER): string {
  const names = stageNames(folder);
  if (names.length > 0) return `Stages are: ${names.join(', ')}.`;
  return 'There is none yet: docs/deploy.md says what stands in infra/stages/prod.json.';
}

function refuse(code: string, sentence: string): never {
  throw new UnusableSettings([{ code, sentence }]);
}

function settingsOf(content: unknown): Record<string, unknown> {
  const { settings } = Object(content);
  return typeof settings === 'object' && settings !== null ? settings : {};
}

function problemsOfPlace(content: unknown) {
  return (issue: z.core.$ZodIssue): Problem[] => {
    const name = issue.path.join('.');
    if (issue.code === 'unrecognized_keys') {
      const names = name === '' ? Object.keys(StagePlace.shape).join(', ') : 'in infra/stage.schema.generated.json';
      return issue.keys.map((key) => ({
        code: 'stage_field_unknown',
        sentence: `There is no field ${[...issue.path, key].join('.')}; fields are ${names}. Settings stand under "settings".`,
      }));
    }
    if (name === '') return [{ code: 'stage_unusable', sentence: 'The file must hold one JSON object.' }];
    const value = issue.path.reduce((within: unknown, key) => Object(within)[key], content);
    return [{ code: 'stage_unusable', sentence: `${name} ${issue.message}, not ${JSON.stringify(value)}.` }];
  };
}

/** Two stages of one place must not share a stack, nor secrets. */
function collisionsOf(name: string, own: ReturnType<typeof placed>, folder: string): Problem[] {
  return stageNames(folder)
    .filter((other) => other !== name)
    .flatMap((other) => {
      const parsed = StagePlace.safeParse(contentOf(join(folder, `${other}.json`)));
      if (!parsed.success) return [];
      const theirs = placed(other, parsed.data);
      if (theirs.account !== own.account || theirs.region !== own.region) return [];
      return [
        ...(theirs.stackName === own.stackName ? [collision('namePrefix', own.stackName, other)] : []),
        ...(theirs.parameterPath === own.parameterPath ? [collision('parameterPath', own.parameterPath, other)] : []),
      ];
    });
}

function collision(field: string, value: string, other: string): Problem {
  return {
    code: 'stage_collides',
    sentence: `Its ${field} is ${value}, as is that of stage ${other} in the same account and region. Change one.`,
  };
}

/** Whether another stage's file can be read is that stage's matter. */
function contentOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
