import * as z from 'zod';
import { ActionFailure, type ActionStep, type StandIn } from './stand-in.ts';

const AUDIENCE = 'sts.amazonaws.com';
const TIMEOUT_MS = 10_000;

/** Exchanges the job's identity token for a session of a role, at the STS of the machine. */
export const configureAwsCredentials: StandIn = {
  inputs: {
    'role-to-assume': '',
    'aws-region': '',
    'role-duration-seconds': '3600',
    'role-session-name': 'GitHubActions',
    'output-credentials': 'false',
    'output-env-credentials': 'true',
    'disable-retry': 'false',
  },
  async run(step) {
    const { inputs } = step;
    if (inputs['aws-region'] === '') throw new ActionFailure('Input required and not supplied: aws-region');
    if (inputs['role-to-assume'] === '') throw new ActionFailure('Could not load credentials from any providers');
    const session = await sessionFor(step);
    for (const value of Object.values(session)) step.mask(value);
    const region = { AWS_REGION: inputs['aws-region'] ?? '', AWS_DEFAULT_REGION: inputs['aws-region'] ?? '' };
    const env = {
      AWS_ACCESS_KEY_ID: session['aws-access-key-id'],
      AWS_SECRET_ACCESS_KEY: session['aws-secret-access-key'],
      AWS_SESSION_TOKEN: session['aws-session-token'],
      ...region,
    };
    step.log('Authenticated as the assumed role.');
    return {
      outputs: inputs['output-credentials'] === 'true' ? session : {},
      env: inputs['output-env-credentials'] === 'true' ? env : {},
    };
  },
};

/** Whatever goes wrong with the network is a failure of the step. */
async function sessionFor(step: ActionStep) {
  try {
    return await assume(step, await identityToken(step));
  } catch (error) {
    if (error instanceof ActionFailure) throw error;
    throw new ActionFailure(`Could not assume role with OIDC: ${error instanceof Error ? error.message : error}`);
  }
}

async function identityToken({ env, stop }: ActionStep): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = env;
  if (url === undefined) {
    throw new ActionFailure(
      'It looks like you might be trying to authenticate with OIDC. Did you mean to set the `id-token` permission?',
    );
  }
  const signal = AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]);
  const response = await fetch(`${url}&audience=${AUDIENCE}`, {
    headers: { authorization: `Bearer ${token}` },
    signal,
  });
  return z.object({ value: z.string() }).parse(await response.json()).value;
}

/** With one try: what STS refuses once, it refuses again. */
async function assume({ inputs, env, stop }: ActionStep, token: string) {
  const endpoint = env['AWS_ENDPOINT_URL_STS'];
  if (endpoint === undefined) throw new ActionFailure('The machine of the simulator names no AWS_ENDPOINT_URL_STS.');
  const response = await fetch(endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      Action: 'AssumeRoleWithWebIdentity',
      Version: '2011-06-15',
      RoleArn: inputs['role-to-assume'] ?? '',
      RoleSessionName: inputs['role-session-name'] ?? '',
      DurationSeconds: inputs['role-duration-seconds'] ?? '',
      WebIdentityToken: token,
    }),
    signal: AbortSignal.any([stop, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  const xml = await response.text();
  if (!response.ok) throw new ActionFailure(`Could not assume role with OIDC: ${element(xml, 'Message')}`);
  return {
    'aws-access-key-id': element(xml, 'AccessKeyId'),
    'aws-secret-access-key': element(xml, 'SecretAccessKey'),
    'aws-session-token': element(xml, 'SessionToken'),
  };
}

function element(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? '';
}
