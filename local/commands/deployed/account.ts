import { CloudFormationClient, DescribeStacksCommand, type Stack } from '@aws-sdk/client-cloudformation';
import { SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Refusal } from '../../../infra/refusal.ts';
import type { Stage } from '../../../infra/stage.ts';

/** The AWS account of a stage, as the credentials of this shell reach it. */
export interface Account {
  ssm: SSMClient;
  /** What is deployed; undefined: nothing is. Throws what AWS refuses. */
  stack(): Promise<Stack | undefined>;
  /** The address of what is deployed, without a trailing slash; undefined where nothing is, or we may not look. */
  publicUrl(): Promise<string | undefined>;
}

/** Settings of each client: a command is answered soon, or not at all. */
export function clientSettings({ region }: Pick<Stage, 'region'>) {
  return { region, maxAttempts: 2, requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000 } };
}

/** Opens it, once it is known that the credentials are of that account; throws `Refusal` with what to do. */
export async function openAccount(stage: Stage): Promise<Account> {
  const settings = clientSettings(stage);
  await requireAccount(new STSClient(settings), stage);
  const cloudFormation = new CloudFormationClient(settings);
  const stack = async () => {
    try {
      const answer = await cloudFormation.send(new DescribeStacksCommand({ StackName: stage.stackName }));
      return answer.Stacks?.[0];
    } catch (error) {
      if (/does not exist/.test((error as Error).message)) return undefined;
      throw error;
    }
  };
  return {
    ssm: new SSMClient(settings),
    stack,
    publicUrl: async () => publicUrlIn(await stack().catch(() => undefined)),
  };
}

/** `AdminUrl` is an output of the stack, and leads to `/admin` below the address. */
function publicUrlIn(stack: Stack | undefined): string | undefined {
  const found = stack?.Outputs?.find(({ OutputKey }) => OutputKey === 'AdminUrl')?.OutputValue;
  return found?.replace(/\/admin$/, '');
}

/** Throws `Refusal` unless the credentials are of the stage's account. */
export async function requireAccount(
  sts: Pick<STSClient, 'send'>,
  { name, account }: Pick<Stage, 'name' | 'account'>,
): Promise<void> {
  const identity = await sts.send(new GetCallerIdentityCommand({})).catch((error: Error) => {
    throw new Refusal(
      `The credentials of AWS in this shell cannot be used (${error.name}). Sign in, for example by \`aws sso login\` and AWS_PROFILE, and start again. (no_credentials)`,
    );
  });
  if (identity.Account === account) return;
  throw new Refusal(
    `The credentials of this shell are of account ${identity.Account}, and stage ${name} is in ${account}. Sign in there. (wrong_account)`,
  );
}
