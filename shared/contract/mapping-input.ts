import * as z from 'zod';
import { DEFAULT_BUDGET_USD, EXECUTORS, PROVIDERS } from '../domain/mapping.ts';
import { TRACKERS } from '../domain/ticket.ts';

/** What the admin API takes for a project mapping. Every message is a sentence that the form shows under its field. */

const OWNER = /^[A-Za-z0-9][A-Za-z0-9_-]{0,38}$/;
const REPO = /^(?!\.{1,2}$)(?!.*\.git$)[A-Za-z0-9._-]{1,100}$/;
const TEAM_KEY = /^[A-Z][A-Z0-9]{0,15}$/;
const WORKFLOW_FILE = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}\.ya?ml$/;
const AWS_REGION = /^[a-z]{2}(-[a-z]+){1,2}-[1-9]$/;
/** A model id, an inference profile id, or the ARN of either; nothing that could end a line of front matter. */
const BEDROCK_MODEL = /^[A-Za-z0-9][A-Za-z0-9._:/-]*$/;
const PATH_SEGMENT = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;
/** `[registry[:port]/]path[:tag][@sha256:digest]`, as the OCI distribution specification writes image references. */
const IMAGE =
  /^(?:[a-zA-Z0-9.-]+(?::[0-9]{1,5})?\/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(?:@sha256:[a-f0-9]{64})?$/;
/** What `git check-ref-format` refuses in a branch name: space, control and special characters, and odd uses of dot and slash. */
const REFUSED_IN_BRANCH = /[\s~^:?*[\\\p{Cc}]|\.\.|@\{|\/\/|^[/.-]|\/\.|[/.]$|\.lock(?:\/|$)/u;

function isPathOfSegments(path: string): boolean {
  return path.split('/').every((segment) => PATH_SEGMENT.test(segment) && !/\.\.|\.$|\.lock$/.test(segment));
}

function whole(from: number, to: number) {
  const message = `A whole number from ${from} to ${to}.`;
  return z.int(message).min(from, message).max(to, message);
}

function line(max: number) {
  return z
    .string('This field is needed.')
    .trim()
    .min(1, 'This field is needed.')
    .max(max, `At most ${max} characters.`);
}

const BUDGET = 'US dollars, from 0.01 to 1000.';
const workflowFile = line(104).regex(WORKFLOW_FILE, 'A bare file name that ends in .yml or .yaml, without a folder.');

const customField = line(40).regex(
  /^customfield_\d{1,20}$/,
  'The id of a custom field of Jira, such as customfield_10050.',
);
/** We join queries with OR, where Jira allows no order; quoted text may hold the words. */
const ORDER_BY = /^(?:[^"']|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')*?\border\s+by\b/i;

const Fields = z.strictObject({
  name: line(80),
  tracker: z.enum(TRACKERS, 'Either linear or jira.').default('linear'),
  teamKey: line(16).regex(TEAM_KEY, 'The key of a Linear team, in capitals, such as ENG.').optional(),
  linearProjectId: line(64)
    .regex(/^[A-Za-z0-9-]+$/, 'The id of a Linear project: letters, digits and dashes.')
    .optional(),
  label: line(80).optional(),
  jql: line(2000)
    .refine((jql) => !ORDER_BY.test(jql), 'A query without ORDER BY.')
    .optional(),
  repoFieldValue: line(140).optional(),
  statusFieldOverride: customField.optional(),
  repoFieldOverride: customField.optional(),
  owner: line(39).regex(OWNER, 'The name of a GitHub user or organisation.'),
  repo: line(100).regex(REPO, 'The name of a GitHub repository, without its owner.'),
  defaultBranch: line(200)
    .refine((branch) => !REFUSED_IN_BRANCH.test(branch), 'Not a valid name of a git branch.')
    .default('main'),
  planWorkflowFile: workflowFile.default('claude-plan.yml'),
  implementWorkflowFile: workflowFile.default('claude-implement.yml'),
  /** Left out: as the mappings that share the bucket have it, else 3. */
  maxInProgress: whole(1, 100).optional(),
  planningEnabled: z.boolean().default(true),
  autoApprovePlans: z.boolean().default(true),
  /** Known names; the API says which of them it can serve. */
  executor: z.enum([...EXECUTORS, 'fly-machines']).default('github-actions'),
  provider: z.enum(PROVIDERS, 'Either anthropic or bedrock.').default('anthropic'),
  awsRegion: line(20).regex(AWS_REGION, 'A region of AWS, such as us-east-1.').optional(),
  bedrockModelId: line(300)
    .regex(BEDROCK_MODEL, 'The id or ARN of a model or inference profile on Bedrock.')
    .optional(),
  maxTurns: whole(1, 1000).optional(),
  maxIterations: whole(1, 20).optional(),
  /** GitHub ends a job after 360 minutes. */
  maxJobMinutes: whole(5, 360).optional(),
  budgetUsdPerRun: z.number(BUDGET).min(0.01, BUDGET).max(1000, BUDGET).default(DEFAULT_BUDGET_USD),
  runnerImage: line(255).regex(IMAGE, 'A container image, such as ghcr.io/acme/runner:1.').optional(),
  branchPrefix: line(60)
    .refine(
      isPathOfSegments,
      'Path segments of letters, digits, dots, dashes and underscores, without a slash at either end.',
    )
    .optional(),
});

type Together = Partial<z.infer<typeof Fields>>;
type Field = keyof Together;

interface Rule {
  path: [Field];
  message: string;
  holds(value: Together): boolean;
}

const NEEDED = 'This field is needed.';
/** What says where tickets are, for each tracker. */
const SCOPES = {
  linear: { needed: ['teamKey'], other: ['linearProjectId', 'label'] },
  jira: { needed: ['jql', 'repoFieldValue'], other: ['statusFieldOverride', 'repoFieldOverride'] },
} as const;

function scopeRules(tracker: 'linear' | 'jira', otherTracker: 'linear' | 'jira', words: string): Rule[] {
  const { needed, other } = SCOPES[tracker];
  const trackerOf = (value: Together) => value.tracker ?? 'linear';
  return [
    ...needed.map(
      (field): Rule => ({
        path: [field],
        message: NEEDED,
        holds: (v) => trackerOf(v) !== tracker || v[field] !== undefined,
      }),
    ),
    ...[...needed, ...other].map(
      (field): Rule => ({
        path: [field],
        message: words,
        holds: (v) => trackerOf(v) !== otherTracker || v[field] === undefined,
      }),
    ),
  ];
}

/** What must hold of fields together. */
const RULES: readonly Rule[] = [
  ...scopeRules('linear', 'jira', 'Only a mapping on Linear has this.'),
  ...scopeRules('jira', 'linear', 'Only a mapping on Jira has this.'),
  {
    path: ['awsRegion'],
    message: 'Bedrock needs a region of AWS.',
    holds: ({ provider, awsRegion }) => provider !== 'bedrock' || awsRegion !== undefined,
  },
  {
    path: ['bedrockModelId'],
    message: 'Only a mapping with the provider bedrock has a model of Bedrock.',
    holds: ({ provider, bedrockModelId }) => provider === 'bedrock' || bedrockModelId === undefined,
  },
  {
    path: ['implementWorkflowFile'],
    message: 'The two workflow files must differ.',
    holds: ({ planWorkflowFile, implementWorkflowFile }) =>
      planWorkflowFile === undefined || planWorkflowFile !== implementWorkflowFile,
  },
];

/** Looked at even when other fields are wrong, so that a form shows everything at once. */
const when = ({ value }: { value: unknown }) => typeof value === 'object' && value !== null;

function withRules<Schema extends z.ZodType<Together>>(schema: Schema): Schema {
  return RULES.reduce((ruled, { path, message, holds }) => ruled.refine(holds, { path, message, when }), schema);
}

/** A new mapping: what is left out gets its default. */
export const MappingInput = withRules(Fields);
export type MappingInput = z.infer<typeof MappingInput>;

/** A changed mapping, whole; `version` is the one that was read, so that two people cannot overwrite each other. */
export const MappingChange = withRules(Fields.extend({ version: z.int().min(1) }));
export type MappingChange = z.infer<typeof MappingChange>;
