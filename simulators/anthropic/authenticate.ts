import type { IncomingMessage } from 'node:http';
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

/** Why Bedrock does not serve this signature, in AWS's words. */
export function signatureRefusal(
  request: IncomingMessage,
  body: Buffer,
  { sessions }: AcceptedCredentials,
): Refusal | undefined {
  const headers = request.headers as Record<string, string | undefined>;
  const signer =
    sessions?.signer({ method: request.method ?? '', target: request.url ?? '/', headers, body }) ?? 'unknown';
  return typeof signer === 'string' ? WORDS[signer] : undefined;
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
