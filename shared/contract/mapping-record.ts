import * as z from 'zod';
import { DEFAULT_EXECUTOR, EXECUTORS } from '../domain/executors.ts';
import { isFreeOfReserved, MACHINE_CPUS, MACHINE_MEMORY_STEP_MB } from '../domain/machine.ts';
import {
  DEFAULT_BUDGET_USD,
  DEFAULT_DAY_BUDGET_USD,
  DEFAULT_MACHINE_CPUS,
  DEFAULT_MACHINE_MEMORY_MB,
  DEFAULT_TICKET_BUDGET_USD,
  type MappingSettings,
  type MappingState,
  PROVIDERS,
  type ProjectMapping,
} from '../domain/mapping.ts';
import { GUARD_POLICIES } from '../domain/path-guard.ts';
import { TRACKERS, type TrackerName } from '../domain/ticket.ts';
import type { ScopeOf } from '../domain/trackers/trackers.ts';
import * as text from './mapping-text.ts';
import { RunnerSeenSchema } from './runner-seen.ts';

/**
 * The one description of a project mapping: each field with its rules, and with a message for each that the form shows under it.
 * What is stored, what the admin API answers and what it takes follow from it.
 */

/** A schema for each field of `T`, no more and no less: what a domain type gains must be described here, or this does not compile. */
type FieldsOf<T> = { readonly [Field in keyof Required<T>]: z.ZodType<T[Field]> };

/** A choice of people that is made unless they unmake it, and one that is not. */
const on = z.boolean().default(true);
const off = z.boolean().default(false);
const oneOf = (words: readonly string[]) => `One of ${words.join(', ')}.`;

export const SETTINGS = {
  name: text.line(80),
  owner: text.line(39).regex(text.OWNER, 'The name of a GitHub user or organisation.'),
  repo: text.line(100).regex(text.REPO, 'The name of a GitHub repository, without its owner.'),
  defaultBranch: text.line(200).refine(text.isBranch, 'Not a valid name of a git branch.').default('main'),
  planWorkflowFile: text.workflowFile.default('claude-plan.yml'),
  implementWorkflowFile: text.workflowFile.default('claude-implement.yml'),
  maxInProgress: text.whole(1, 100),
  planningEnabled: on,
  autoApprovePlans: on,
  cancelWhenUnmarked: on,
  completeWhenMerged: on,
  executor: z.enum(EXECUTORS).default(DEFAULT_EXECUTOR),
  provider: z.enum(PROVIDERS, oneOf(PROVIDERS)).default('anthropic'),
  awsRegion: text.line(20).regex(text.AWS_REGION, 'A region of AWS, such as us-east-1.').optional(),
  bedrockModelId: text
    .line(300)
    .regex(text.BEDROCK_MODEL, 'The id or ARN of a model or inference profile on Bedrock.')
    .optional(),
  maxTurns: text.whole(1, 1000).optional(),
  maxIterations: text.whole(1, 20).optional(),
  /** GitHub ends a job after 360 minutes. */
  maxJobMinutes: text.whole(5, 360).optional(),
  budgetUsdPerRun: text.dollars(0.01, 1000).default(DEFAULT_BUDGET_USD),
  budgetUsdPerTicket: text.dollars(0.01, 10_000).default(DEFAULT_TICKET_BUDGET_USD),
  budgetUsdPerDay: text.dollars(0.01, 100_000).default(DEFAULT_DAY_BUDGET_USD),
  budgetStopsSubscription: off,
  notifiesChats: on,
  runnerImage: text.line(255).regex(text.IMAGE, 'A container image, such as ghcr.io/acme/runner:1.').optional(),
  machineCpus: text
    .whole(1, 16)
    .refine((count) => MACHINE_CPUS.some((one) => one === count), `One of ${MACHINE_CPUS.join(', ')}.`)
    .default(DEFAULT_MACHINE_CPUS),
  machineMemoryMb: text
    .whole(MACHINE_MEMORY_STEP_MB, 131_072)
    .multipleOf(MACHINE_MEMORY_STEP_MB, `In steps of ${MACHINE_MEMORY_STEP_MB} MB.`)
    .default(DEFAULT_MACHINE_MEMORY_MB),
  machineRegion: text
    .line(3)
    .regex(/^[a-z]{3}$/, 'A region of Fly: three letters, such as fra.')
    .optional(),
  extraEnv: text
    .line(2000)
    .regex(text.VARIABLES, 'NAME=value, parted by blanks.')
    .refine(isFreeOfReserved, 'Variables of our own programs are not for mappings.')
    .optional(),
  guardedPaths: z.enum(GUARD_POLICIES, oneOf(GUARD_POLICIES)).default('leave_out'),
  allowedGuardedPaths: text
    .line(500)
    .refine(
      text.isPathList,
      'Paths from the root of the repository, parted by commas, such as .husky, .github/workflows/docs.yml.',
    )
    .optional(),
  branchPrefix: text
    .line(60)
    .refine(
      text.isPathOfSegments,
      'Path segments of letters, digits, dots, dashes and underscores, without a slash at either end.',
    )
    .optional(),
  trustedReviewBots: text
    .line(400)
    .regex(text.LOGINS, 'Logins of bots on GitHub, separated by commas, such as coderabbitai, claude.')
    .optional(),
  minorFindingsCount: off,
} satisfies FieldsOf<MappingSettings>;

type ScopeFields<Name extends TrackerName> = FieldsOf<Omit<ScopeOf<Name>, 'tracker'>>;

const SCOPE_FIELDS = {
  linear: {
    teamKey: text.line(16).regex(text.TEAM_KEY, 'The key of a Linear team, in capitals, such as ENG.'),
    linearProjectId: text
      .line(64)
      .regex(/^[A-Za-z0-9-]+$/, 'The id of a Linear project: letters, digits and dashes.')
      .optional(),
    label: text.line(80).optional(),
  },
  jira: {
    jql: text.line(2000).refine(text.isUnordered, 'A query without ORDER BY.'),
    repoFieldValue: text.line(140),
    statusFieldOverride: text.customField.optional(),
    repoFieldOverride: text.customField.optional(),
  },
} satisfies { readonly [Name in TrackerName]: ScopeFields<Name> };
/** What says where tickets are, on each tracker. No two trackers have a field of one name. */
export const SCOPES: { readonly [Name in TrackerName]: z.ZodRawShape & Readonly<Record<string, z.ZodType>> } =
  SCOPE_FIELDS;

const instant = z.iso.datetime();
const STATE = {
  mappingId: z.string(),
  paused: z.boolean(),
  stopId: z.string().optional(),
  repositoryId: z.string().optional(),
  isSubscription: z.boolean().optional(),
  runner: RunnerSeenSchema.extend({ at: instant }).strict().optional(),
  suspended: z.strictObject({ reason: z.string(), code: z.string().optional(), at: instant }).optional(),
  version: z.int(),
  createdAt: instant,
  updatedAt: instant,
} satisfies FieldsOf<MappingState>;

function recordOf(object: typeof z.object | typeof z.strictObject): z.ZodType<ProjectMapping> {
  const options = TRACKERS.map((tracker) =>
    object({ tracker: z.literal(tracker), ...lenient(SCOPES[tracker]), ...lenient(SETTINGS), ...STATE }),
  );
  return anyOf(options) as unknown as z.ZodType<ProjectMapping>;
}

/** One of these options, of which each has another tracker. */
export function anyOf(options: z.ZodObject[]): z.ZodType {
  const [first, ...others] = options;
  if (first === undefined) throw new Error('there is no tracker');
  return z.discriminatedUnion('tracker', [first, ...others], oneOf(TRACKERS));
}

function lenient(fields: Readonly<Record<string, z.ZodType>>): Record<string, z.ZodType> {
  return Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, withoutRules(schema)]));
}

/** The same type without the rules for what people type: those may get stricter, and what was stored before has to be read. */
function withoutRules(schema: z.ZodType): z.ZodType {
  const { innerType } = schema.def as { innerType?: z.ZodType };
  return z.clone(schema, { ...schema.def, checks: [], ...(innerType && { innerType: withoutRules(innerType) }) });
}

/** A mapping as it is stored: a field that is younger than the record has its default. */
export const MappingRecord = recordOf(z.object);

/** A mapping as the admin API answers it: all of it, and nothing else. */
export const MappingView = recordOf(z.strictObject);
/** As the schemas have it: that a `ProjectMapping` is one holds the two equal. */
export type MappingView = ScopeView & Described<typeof SETTINGS> & Described<typeof STATE>;
type Described<Fields extends z.ZodRawShape> = z.output<z.ZodObject<Fields>>;
type ScopeView = { [Name in TrackerName]: { tracker: Name } & DescribedScope<Name> }[TrackerName];
type DescribedScope<Name extends TrackerName> = Name extends keyof typeof SCOPE_FIELDS
  ? Described<(typeof SCOPE_FIELDS)[Name]>
  : object;

/** What people set of where tickets are, on one tracker. */
export type ScopeField<Name extends TrackerName> = Exclude<keyof ScopeOf<Name>, 'tracker'>;
/** What people set of a mapping wherever its tickets are. */
export type SettingField = keyof MappingSettings;
