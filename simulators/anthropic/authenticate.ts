import type { IncomingMessage } from 'node:http';
import { type BedrockCall, type NeededAccess, neededAccess } from '../bedrock/needed-access.ts';
import type { AwsSessions, SignatureFault } from '../sts/aws-sessions.ts';
import { readAuthorization } from '../sts/signature.ts';
import { anthropicError, bedrockError, type Refusal } from './refusals.ts';
import type { ModelRequestSeen } from './request-log.ts';

/** Which credentials open the door; what is absent accepts any that is not empty. */
export interface AcceptedCredentials {
  apiKey?: string;
  oauthToken?: string;
  /** Who may sign for Bedrock. Absent: nobody. */
  sessions?: AwsSessions;
  /** What the role of a session (by its ARN) may do on Bedrock. Absent: everything. */
  allows?(sessionArn: string, access: NeededAccess): boolean;
}

export function credentialOf(request: IncomingMessage): ModelRequestSeen['credential'] {
  const key = request.headers['x-api-key'];
  const { authorization } = request.headers;
  const signed = readAuthorization(authorization);
  if (signed !== undefined) return { header: 'signature', value: signed.accessKeyId };
  const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
  if (typeof key === 'string' && token !== undefined) return { header: 'both', value: `${key} ${token}` };
  if (typeof key === 'string') return { header: 'x-api-key', value: key };
  return token === undefined ? { header: 'none', value: '' } : { header: 'authorization', value: token };
}

/** Why the Messages API does not serve this credential. */
export function keyRefusal(
  { header, value }: ModelRequestSeen['credential'],
  accepted: AcceptedCredentials,
): Refusal | undefined {
  if (header === 'x-api-key') {
    return accepted.apiKey === undefined || accepted.apiKey === value
      ? undefined
      : anthropicError(401, 'invalid x-api-key');
  }
  if (header === 'authorization') {
    return accepted.oauthToken === undefined || accepted.oauthToken === value
      ? undefined
      : anthropicError(401, 'Invalid bearer token');
  }
  return anthropicError(401, 'x-api-key header is required');
}

/** Why Bedrock does not serve whoever signed this, in AWS's words. */
export function signatureRefusal(
  request: IncomingMessage,
  body: Buffer,
  asked: Pick<BedrockCall, 'action' | 'model'>,
  { sessions, allows }: AcceptedCredentials,
): Refusal | undefined {
  const headers = request.headers as Record<string, string | undefined>;
  const signer =
    sessions?.signer({ method: request.method ?? '', target: request.url ?? '/', headers, body }) ?? 'unknown';
  if (typeof signer === 'string') return WORDS[signer];
  const account = signer.arn.split(':')[4] ?? '';
  const region = readAuthorization(headers['authorization'])?.region ?? '';
  const guardrail = headers['x-amzn-bedrock-guardrailidentifier'];
  const denied = neededAccess({ ...asked, guardrail, region, account }).find(
    (each) => allows?.(signer.arn, each) === false,
  );
  return denied && notAuthorized(signer.arn, denied);
}

function notAuthorized(arn: string, { action, resource }: NeededAccess): Refusal {
  const why = `because no identity-based policy allows the ${action} action`;
  return bedrockError(
    403,
    'AccessDeniedException',
    `User: ${arn} is not authorized to perform: ${action} on resource: ${resource} ${why}`,
  );
}

const WORDS: Record<SignatureFault, Refusal> = {
  missing: bedrockError(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token'),
  unknown: bedrockError(403, 'UnrecognizedClientException', 'The security token included in the request is invalid.'),
  expired: bedrockError(403, 'ExpiredTokenException', 'The security token included in the request is expired'),
  mismatch: bedrockError(
    403,
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided.',
  ),
};
