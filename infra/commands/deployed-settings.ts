import { GetParameterCommand, type Parameter, type SSMClient } from '@aws-sdk/client-ssm';
import { type DeployedNote, noteParameter, readNote } from '../deployed-note.ts';
import { Refusal } from '../refusal.ts';
import type { Stage } from '../stage.ts';

/** What a stage was last deployed with; undefined: nothing is deployed, or nothing that left a note. Throws `Refusal`. */
export async function deployedSettings(ssm: Pick<SSMClient, 'send'>, stage: Stage): Promise<DeployedNote | undefined> {
  const parameter = await noteFrom(ssm, stage);
  const [, , , , account = stage.account] = parameter?.ARN?.split(':') ?? [];
  if (account !== stage.account) {
    throw new Refusal(
      `The credentials of this shell are of account ${account}, and stage ${stage.name} is in ${stage.account}. Sign in there. (wrong_account)`,
    );
  }
  return readNote(parameter?.Value ?? '');
}

async function noteFrom(ssm: Pick<SSMClient, 'send'>, stage: Stage): Promise<Parameter | undefined> {
  const Name = noteParameter(stage);
  try {
    return (await ssm.send(new GetParameterCommand({ Name }))).Parameter;
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'ParameterNotFound') return undefined;
    throw new Refusal(refusalOf(name, message, stage), { cause: error });
  }
}

const SIGN_IN = 'Sign in, for example by `aws sso login` and AWS_PROFILE, and start again.';

/** What AWS answers to credentials that it knows no more, or never did. */
const REFUSED = [
  'ExpiredToken',
  'ExpiredTokenException',
  'UnrecognizedClientException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
];

function refusalOf(name: string, message: string, stage: Stage): string {
  const place = `account ${stage.account} in ${stage.region}`;
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return `There are no credentials of AWS in this shell for ${place}. ${SIGN_IN} (no_credentials)`;
  }
  if (REFUSED.includes(name))
    return `AWS refuses the credentials of this shell: ${name}. ${SIGN_IN} (credentials_refused)`;
  if (name === 'AccessDeniedException') {
    return (
      `The credentials of this shell may not read what is deployed as ${stage.name}: allow ssm:GetParameter on ` +
      `arn:aws:ssm:${stage.region}:${stage.account}:parameter${noteParameter(stage)}. (not_allowed)`
    );
  }
  return (
    `AWS does not answer for ${place} (${name}: ${message}). Look at the network, a proxy, and the region in the stage's file; nothing was ` +
    'deployed. (account_unreachable)'
  );
}
