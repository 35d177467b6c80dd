import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod';
import { OIDC_HEADER, PROGRESS_BODY_LIMIT, SESSION_KEY_HEADER } from '../contract/runner.ts';
import { bodyText, parseBody } from './http-request.ts';
import type { runTokenVerifier } from './run-token-verifier.ts';

/** A call of a runner: its token was verified, its body is not parsed yet. */
export interface RunnerCall {
  text: string;
  claims: Awaited<ReturnType<ReturnType<typeof runTokenVerifier>['verify']>>;
  sessionKey: string | undefined;
  oidcToken: string | undefined;
}

/** Reads a body of at most so many bytes (8 kB unless told), and verifies the token that comes with it. */
export async function runnerCall(
  event: APIGatewayProxyEventV2,
  tokens: Pick<ReturnType<typeof runTokenVerifier>, 'verify'>,
  audience: 'result' | 'progress',
  limit: number = PROGRESS_BODY_LIMIT,
): Promise<RunnerCall> {
  const text = bodyText(event, limit);
  const claims = await tokens.verify(audience, event.headers['authorization']);
  const { [SESSION_KEY_HEADER]: sessionKey, [OIDC_HEADER]: oidcToken } = event.headers;
  return { text, claims, sessionKey, oidcToken };
}

/** A call with a result token, whose body is parsed by the schema and has this name. */
export async function parsedCall<Name extends string, Schema extends z.ZodType>(
  event: APIGatewayProxyEventV2,
  tokens: Parameters<typeof runnerCall>[1],
  name: Name,
  schema: Schema,
): Promise<Omit<RunnerCall, 'text'> & Record<Name, z.infer<Schema>>> {
  const { text, ...call } = await runnerCall(event, tokens, 'result');
  return { ...call, [name]: parseBody(text, schema) } as Omit<RunnerCall, 'text'> & Record<Name, z.infer<Schema>>;
}
