import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { isFreeOfReserved } from '../shared/domain/machine.ts';

/**
 * The environment of each stage, and the only place that reads it. What a stage must not hold is not in its schema: the
 * agent has no result token.
 */
const url = z.url().transform((address) => address.replace(/\/+$/, ''));
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const orchestrator = {
  AI_IMPLEMENT_CALLBACK_URL: url,
  AI_IMPLEMENT_PROGRESS_TOKEN: z.string().min(1),
};
const execution = {
  GITHUB_RUN_ID: z.string().regex(/^[A-Za-z0-9-]{1,64}$/),
  GITHUB_RUN_ATTEMPT: z.coerce.number().pipe(z.int().min(1)).default(1),
};
/** Where GitHub gives out the identity of the job; absent outside of Actions. */
const identity = {
  ACTIONS_ID_TOKEN_REQUEST_URL: optional(z.url()),
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: optional(z.string()),
};
const gate = {
  ...orchestrator,
  ...execution,
  ...identity,
  AI_IMPLEMENT_RESULT_TOKEN: z.string().min(1),
  /** Where whoever passed the gate for this stage left what it got there; absent where each stage passes it. */
  AI_IMPLEMENT_SESSION_FILE: optional(z.string().startsWith('/')),
};
export type GateEnv = z.infer<z.ZodObject<typeof gate>>;
export type IdentityEnv = z.infer<z.ZodObject<typeof identity>>;
const github = { GITHUB_API_URL: url, GITHUB_SERVER_URL: url };
/** Folder through which stages hand on to each other. */
const folder = { AI_IMPLEMENT_FOLDER: z.string().min(1) };
const model = {
  /** Path of the CLI. */
  AI_IMPLEMENT_CLAUDE: z.string().min(1).default('claude'),
  AWS_BEDROCK_ROLE_ARN: optional(z.string()),
  /** Base address of STS; that of the region unless told. */
  AWS_ENDPOINT_URL_STS: optional(url),
};
const checkout = { AI_IMPLEMENT_CHECKOUT: z.string().startsWith('/') };

export const AdmitEnv = z.object({
  ...gate,
  ...github,
  ...folder,
  GITHUB_OUTPUT: z.string().min(1),
  AI_IMPLEMENT_RUNNER_IMAGE: optional(z.string()),
  /** Parted by commas or white space; unset, every image is allowed. */
  AI_IMPLEMENT_ALLOWED_RUNNER_IMAGE_PREFIXES: z
    .string()
    .default('')
    .transform((list) => list.split(/[\s,]+/).filter((prefix) => prefix !== '')),
});
export type AdmitEnv = z.infer<typeof AdmitEnv>;

export const AgentEnv = z.object({ ...orchestrator, ...identity, ...folder, ...model, ...checkout });
export type AgentEnv = z.infer<typeof AgentEnv>;

export const PublishEnv = z.object({
  ...gate,
  ...github,
  ...folder,
  ...model,
  /** Where git is found. */
  PATH: z.string().min(1),
  /** Where the workflow learns which file it is to keep; absent where no workflow runs. */
  GITHUB_OUTPUT: z.string().optional(),
  /** Reads what the agent's job uploaded; absent where stages hand on by a folder alone. */
  AI_IMPLEMENT_ARTIFACTS_TOKEN: optional(z.string()),
  AI_IMPLEMENT_AGENT_RESULT: z.enum(['success', 'failure', 'cancelled', 'skipped']),
});
export type PublishEnv = z.infer<typeof PublishEnv>;

export const PlanEnv = z.object({
  ...gate,
  ...model,
  ...checkout,
  /** Where the workflow learns that this execution passed the gate; absent where no workflow runs. */
  GITHUB_OUTPUT: z.string().optional(),
});
export type PlanEnv = z.infer<typeof PlanEnv>;

/** Of whatever installs a tool for the steps of a job that follow. */
export const ToolsEnv = z.object({ RUNNER_TEMP: z.string().startsWith('/'), GITHUB_PATH: z.string().min(1) });

/** What npm gets: where it finds programs, its settings and a proxy, and nothing that a job holds besides. */
export function npmEnvironment(environment = process.env): Record<string, string> {
  const isGiven = (name: string) =>
    /^(PATH|HOME|TMPDIR|npm_config_\w+|NODE_EXTRA_CA_CERTS|(https?|no)_proxy)$/i.test(name);
  const given = Object.entries(environment).flatMap(([name, value]) =>
    isGiven(name) && value !== undefined ? [[name, value] as const] : [],
  );
  return Object.fromEntries(given);
}

export const AllStagesEnv = z.object({
  ...execution,
  ...github,
  AI_IMPLEMENT_CLAUDE: model.AI_IMPLEMENT_CLAUDE,
  /** Where git is found. */
  PATH: z.string().min(1),
});
export type AllStagesEnv = z.infer<typeof AllStagesEnv>;

export const MachineEnv = z.object({
  FLY_MACHINE_ID: z.string().regex(/^[A-Za-z0-9]{1,40}$/),
  FLY_MACHINE_VERSION: z.string().regex(/^[A-Za-z0-9-]{1,40}$/),
  AI_IMPLEMENT_CLAUDE: model.AI_IMPLEMENT_CLAUDE,
  /** Where git is found. */
  PATH: z.string().min(1),
});
export type MachineEnv = z.infer<typeof MachineEnv>;

export const CheckOutEnv = z.object({
  ...checkout,
  GITHUB_SERVER_URL: url,
  PATH: z.string().min(1),
  HOME: z.string().min(1),
});

/** What the programs of a run may need of this machine, no token or credential among it. */
const MACHINE_NAMES = [
  // By it the machine finds what a job left running, and ends it: who lacks it outlives the job on a machine of one's own.
  'RUNNER_TRACKING_ID',
  ...['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE', 'JAVA_HOME'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy', 'npm_config_registry'],
];

export function machineEnvironment(environment = process.env): Record<string, string> {
  const present = MACHINE_NAMES.map((name) => [name, environment[name] ?? ''] as const);
  return Object.fromEntries(present.filter(([, value]) => value !== ''));
}

/** Names the variables that a mapping gave its machine, parted by blanks. */
const GIVEN_NAMES = 'AI_IMPLEMENT_VARIABLES';

/** What the mapping gave the machine for the programs of the repository; none that we, or what we run, go by. */
export function givenVariables(environment = process.env): Record<string, string> {
  const names = (environment[GIVEN_NAMES] ?? '').split(' ').filter((name) => name !== '' && isFreeOfReserved(name));
  const given = names.map((name) => [name, environment[name] ?? ''] as const);
  return names.length === 0 ? {} : { ...Object.fromEntries(given), [GIVEN_NAMES]: names.join(' ') };
}

/** Parses by `schema`, all errors at once; throws `ConfigurationError`. */
export function readStageEnv<Schema extends z.ZodType>(schema: Schema, environment = process.env): z.infer<Schema> {
  const parsed = schema.safeParse(environment);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`);
  throw new ConfigurationError(`The environment of this stage is wrong:\n${lines.join('\n')}`);
}

/** Somebody must mend how the runner is called. */
export class ConfigurationError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ConfigurationError';
  }
}

const CREDENTIAL_NAMES = [
  'ANTHROPIC_API_KEY',
  'CLAUDE_CODE_OAUTH_TOKEN',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SESSION_EXPIRES_AT',
  'ANTHROPIC_BASE_URL',
  'ANTHROPIC_BEDROCK_BASE_URL',
  'AWS_BEDROCK_GUARDRAIL',
] as const;
type CredentialName = (typeof CREDENTIAL_NAMES)[number];
/** What reaches the model. It comes by stdin, since the environment of a process can be read by its neighbours. */
export type ModelCredentials = Partial<Record<CredentialName, string>>;

/** Values that must never be shown; addresses, times and names may. */
export function secretsOf(credentials: ModelCredentials): string[] {
  return Object.entries(credentials)
    .filter(([name]) => !/_URL$|_AT$|_KEY_ID$|_GUARDRAIL$/.test(name))
    .map(([, value]) => value);
}

/** Reads lines `NAME=value` until the end of the stream; unknown names and empty values are left out. */
export async function readCredentials(stream: NodeJS.ReadableStream): Promise<ModelCredentials> {
  return parseCredentials(await text(stream));
}

export function parseCredentials(lines: string): ModelCredentials {
  const credentials: ModelCredentials = {};
  for (const line of lines.split(/\r?\n/)) {
    const [, name, value = ''] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
    const credential = CREDENTIAL_NAMES.find((candidate) => candidate === name);
    if (credential !== undefined && value.trim() !== '') credentials[credential] = value.trim();
  }
  return credentials;
}
