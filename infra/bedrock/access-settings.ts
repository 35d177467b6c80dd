import * as z from 'zod';

const ACCOUNT = /^\d{12}$/;
const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
const PROFILE = /^[a-z]{2,6}\.[a-z0-9][a-z0-9.:-]{1,100}$/;
const region = (what: string) =>
  z.string().regex(REGION, 'must be a region of AWS, such as eu-central-1').describe(what);

/** A repository's name may not begin with a dot, nor hold what means something in a pattern of IAM. */
const Repository = z.strictObject({
  name: z
    .string('must be OWNER/NAME')
    .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/[A-Za-z0-9_-][\w.-]{0,99}$/, 'must be OWNER/NAME')
    .describe('As GitHub writes it, capitals included: OWNER/NAME.'),
  id: z
    .int('must be the number of the repository')
    .positive('must be the number of the repository')
    .describe('Its number, which stays when it is renamed: gh api repos/OWNER/NAME --jq .id'),
  branch: branch().describe('The default branch.'),
});

function branch() {
  return z
    .string('must be the name of a branch')
    .regex(/^[^\s~^:?*[\\]+$/, 'must be the name of a branch')
    .default('main');
}

const Role = z.strictObject({
  repository: Repository.optional().describe('The one repository whose runs may assume it.'),
  owner: z
    .strictObject({
      name: z
        .string('must be the name of an owner')
        .regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,38}$/, 'must be the name of an owner'),
      branch: branch().describe('The default branch of all of them.'),
    })
    .optional()
    .describe('Instead of a repository: all that this user or organisation has, now and later.'),
  models: z
    .array(z.string().regex(PROFILE, 'must be the id of an inference profile, such as eu.anthropic.claude-sonnet-4-6'))
    .min(1, 'must name a model')
    .describe('Ids of inference profiles of the system. The role reaches these, and nothing else.'),
  costTags: z
    .record(z.string().regex(/^(?!aws:)[\w.:/=+@ -]{1,128}$/), z.string().max(256))
    .optional()
    .describe(
      'Gives the role application inference profiles of its own with these tags, by which its cost can be told.',
    ),
  sessionHours: z
    .int('must be whole hours')
    .min(1, 'must be 1 to 12')
    .max(12, 'must be 1 to 12')
    .default(6)
    .describe('The longest session, in hours: as long as the longest job.'),
  workflowFiles: z
    .array(z.string().regex(/^[\w.-]+\.ya?ml$/, 'must be the name of a workflow file'))
    .min(1)
    .max(4, 'must be at most four files')
    .default(['claude-implement.yml', 'claude-plan.yml'])
    .describe('The workflow files of the mapping; claude-agent.yml is always among them.'),
});

/** The field `bedrock` of a stage's file: who may call which models, and in which account. */
export const BedrockAccess = z.strictObject({
  account: z
    .string()
    .regex(ACCOUNT, 'must be the 12 digits of an AWS account')
    .optional()
    .describe("The account whose Bedrock is called. The stage's by default."),
  region: region("Where the stack of the roles goes. The stage's region by default.").optional(),
  modelRegion: region('The region of Bedrock that mappings name. That of the stack by default.').optional(),
  oidcProviderArn: z
    .string()
    .regex(
      /^arn:aws[a-z-]*:iam::\d{12}:oidc-provider\/\S+$/,
      "must be the ARN of GitHub's OIDC provider in that account",
    )
    .optional()
    .describe("GitHub's OIDC provider where the account has it already: there can be one only. Made by default."),
  actor: z
    .string()
    .regex(/^[\w-]+\[bot\]$/, 'must be SLUG[bot], by the slug of your GitHub App')
    .optional()
    .describe('SLUG[bot] of your GitHub App: only jobs that it started get a session, whatever the event.'),
  guardrailArn: z
    .string()
    .regex(/^arn:aws[a-z-]*:bedrock:[a-z0-9-]+:\d{12}:guardrail\/[a-z0-9]+$/, 'must be the ARN of a guardrail')
    .optional()
    .describe('A guardrail that every call must pass. Repositories name it in the variable AWS_BEDROCK_GUARDRAIL.'),
  roles: z
    .record(
      z
        .string()
        .regex(/^(?=.{1,20}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be at most 20 small letters, digits and dashes'),
      Role,
    )
    .describe('By a name of your own.'),
  profiles: z
    .record(
      z.string(),
      z.array(z.string().regex(/^arn:aws[a-z-]*:bedrock:[a-z0-9-]*::foundation-model\/[\w.:-]+$/)).min(1),
    )
    .default({})
    .describe('Where each profile leads to. Written by: npm run bedrock -- profiles STAGE'),
});
export type BedrockAccess = z.output<typeof BedrockAccess>;
export type BedrockRole = BedrockAccess['roles'][string];
