import * as z from 'zod';
import type { ImageSight } from '../../../../shared/checks/provider-checks.ts';

const TIMEOUT_MS = 10_000;
const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/**
 * Asks the registry of an image for its manifest, as anybody may; whatever it wants a credential for is not seen.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
 * @param registryOf where a registry is, by its host
 */
export async function seeImage(image: string, registryOf = (host: string) => `https://${host}`): Promise<ImageSight> {
  const { host, name, reference } = partsOf(image);
  const url = `${registryOf(host)}/v2/${name}/manifests/${reference}`;
  try {
    const first = await asked(url);
    const answer = first.status === 401 ? await asAnybody(url, first.headers.get('www-authenticate') ?? '') : first;
    if (answer.ok) return 'there';
    if (answer.status === 404) return 'missing';
    const isClosed = answer.status === 401 || answer.status === 403;
    return { unseen: isClosed ? `${host} asks for credentials` : `${host} answered ${answer.status}` };
  } catch {
    return { unseen: `${host} does not answer` };
  }
}

function partsOf(image: string): { host: string; name: string; reference: string } {
  const [, host = '', name = '', tag = 'latest', digest] =
    /^([^/]+)\/([^:@]+)(?::([^@]+))?(?:@(.+))?$/.exec(image) ?? [];
  return { host, name, reference: digest ?? tag };
}

const asked = (url: string, headers: Record<string, string> = {}) =>
  fetch(url, {
    ...{ method: 'HEAD', headers: { accept: MANIFESTS, ...headers } },
    ...{ signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'manual' as const },
  });

/** Registries that are open to all give everybody a token. */
async function asAnybody(url: string, challenge: string): Promise<Pick<Response, 'ok' | 'status'>> {
  const told = Object.fromEntries([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]));
  const closed = { ok: false, status: 401 };
  if (!challenge.startsWith('Bearer ') || !URL.canParse(told['realm'] ?? '')) return closed;
  const { realm = '', service = '', scope = '' } = told;
  const wish = new URL(realm);
  if (wish.protocol !== new URL(url).protocol) return closed;
  wish.search = new URLSearchParams({ service, scope }).toString();
  const answer = await fetch(wish, { signal: AbortSignal.timeout(TIMEOUT_MS), redirect: 'error' });
  const given = z.object({ token: z.string() }).safeParse(await answer.json().catch(() => undefined));
  return given.success ? asked(url, { authorization: `Bearer ${given.data.token}` }) : closed;
}
