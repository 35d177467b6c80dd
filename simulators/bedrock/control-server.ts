import { startLoopback } from '../loopback/loopback-server.ts';
import { readAuthorization } from '../sts/signature.ts';
import { inferenceProfile } from './inference-profiles.ts';

/** Bedrock's own API on loopback: what profiles lead to, and which models the account may call. */
export interface BedrockControl {
  /** The endpoint of every region: the signature says which one is meant. */
  url: string;
  /** Models that the account may not call, as `REGION MODEL`. */
  closed: Set<string>;
  /** Regions in which a policy of the organisation denies everything. */
  denied: Set<string>;
  stop(): Promise<void>;
}

const AVAILABLE = {
  agreementAvailability: { status: 'AVAILABLE' },
  authorizationStatus: 'AUTHORIZED',
  entitlementAvailability: 'AVAILABLE',
  regionAvailability: 'AVAILABLE',
};
const WITHOUT_AGREEMENT = { ...AVAILABLE, agreementAvailability: { status: 'NOT_AVAILABLE' } };
const NOT_FOUND = { status: 404, body: { message: 'The provided resource was not found.' } };

export async function startBedrockControl(account: string): Promise<BedrockControl> {
  const [closed, denied] = [new Set<string>(), new Set<string>()];
  const answerTo = (path: string, region: string) => {
    if (denied.has(region))
      return { status: 403, body: { message: 'with an explicit deny in a service control policy' } };
    const [, what, name = ''] = /^\/(inference-profiles|foundation-model-availability)\/([^/]+)$/.exec(path) ?? [];
    const id = decodeURIComponent(name);
    if (what === 'inference-profiles') {
      const body = inferenceProfile(id, { region, account });
      return body === undefined ? NOT_FOUND : { status: 200, body };
    }
    if (what === undefined) return NOT_FOUND;
    return { status: 200, body: { modelId: id, ...(closed.has(`${region} ${id}`) ? WITHOUT_AGREEMENT : AVAILABLE) } };
  };
  const server = await startLoopback(undefined, (request, response) => {
    const scope = readAuthorization(request.headers.authorization);
    const isSigned = scope?.service === 'bedrock' && request.method === 'GET';
    const refused = { status: 403, body: { message: 'Missing Authentication Token' } };
    const { status, body } = isSigned
      ? answerTo(new URL(request.url ?? '/', server.url).pathname, scope.region)
      : refused;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  return { url: server.url, closed, denied, stop: server.stop };
}
