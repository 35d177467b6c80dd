import { SSMClient } from '@aws-sdk/client-ssm';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod';
import { Refusal } from '../../../../infra/refusal.ts';
import { clientSettings } from '../account.ts';

/** What Bedrock tells of its models, in any region. */
export interface BedrockApi {
  /** ARNs of the models that a profile leads to; undefined: the region has none of this id. */
  modelsOf(profile: string, region: string): Promise<string[] | undefined>;
  /** What the account lacks to call a model there, in AWS's words. */
  lacks(model: string, region: string): Promise<string[]>;
}

const Profile = z.object({ models: z.array(z.object({ modelArn: z.string().startsWith('arn:') })).min(1) });
const Availability = z.object({
  agreementAvailability: z.object({ status: z.string() }),
  authorizationStatus: z.string(),
  entitlementAvailability: z.string(),
  regionAvailability: z.string(),
});

const TIMEOUT_MS = 15_000;

/**
 * Bedrock's own API with the credentials of this shell, signed by AWS's library: of its SDK two reads would be used.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Amazon_Bedrock.html
 * @param endpointOf where it is, by region
 */
export function bedrockApi(endpointOf = (region: string) => `https://bedrock.${region}.amazonaws.com`): BedrockApi {
  const get = (path: string, region: string) => signedGet(new URL(path, endpointOf(region)), region);
  return {
    async modelsOf(profile, region) {
      const answer = await get(`/inference-profiles/${encodeURIComponent(profile)}`, region);
      if (answer.status === 404) return undefined;
      return Profile.parse(read(answer, 'bedrock:GetInferenceProfile')).models.map(({ modelArn }) => modelArn);
    },
    async lacks(model, region) {
      const answer = await get(`/foundation-model-availability/${encodeURIComponent(model)}`, region);
      if (answer.status === 404) return ['the region does not have the model'];
      const said = Availability.parse(read(answer, 'bedrock:GetFoundationModelAvailability'));
      const { agreementAvailability, authorizationStatus, entitlementAvailability, regionAvailability } = said;
      const parts = {
        agreement: agreementAvailability.status,
        authorization: authorizationStatus,
        entitlement: entitlementAvailability,
        region: regionAvailability,
      };
      return Object.entries(parts)
        .filter(([, status]) => status !== 'AVAILABLE' && status !== 'AUTHORIZED')
        .map(([part, status]) => `${part} ${status}`);
    },
  };
}

interface Answer {
  status: number;
  body: unknown;
}

async function signedGet(url: URL, region: string): Promise<Answer> {
  const { config } = new SSMClient(clientSettings({ region }));
  const signer = new SignatureV4({
    service: 'bedrock',
    region,
    credentials: config.credentials,
    sha256: config.sha256,
  });
  const { hostname, port, pathname: path, protocol, host } = url;
  const request = {
    method: 'GET',
    protocol,
    hostname,
    path,
    headers: { host },
    ...(port !== '' && { port: Number(port) }),
  };
  const { headers } = await signer.sign(request);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const answer = await fetch(url, { headers, signal, redirect: 'error' }).catch((error: Error) =>
    unreachable(host, error),
  );
  return { status: answer.status, body: await answer.json().catch(() => undefined) };
}

function unreachable(host: string, cause: Error): never {
  const remedy = 'Look at the network, a proxy, and whether the region has Bedrock; nothing was changed.';
  throw new Refusal(`Bedrock does not answer at ${host}. ${remedy} (bedrock_unreachable)`, { cause });
}

function read({ status, body }: Answer, action: string): unknown {
  if (status === 200) return body;
  const { message = '' } = z.object({ message: z.string().optional() }).catch({}).parse(body);
  const why = /explicit deny/i.test(message)
    ? 'a policy of the organisation or a boundary denies it'
    : `the credentials of this shell need ${action}`;
  throw new Refusal(status === 403 ? `AWS refuses it: ${why}.` : `AWS answered ${status}.`);
}
