import type { Run } from '../../../shared/domain/run.ts';
import { HOUR_MS, plus } from '../../../shared/domain/time.ts';
import { systemClock } from '../../../shared/runtime/identities.ts';
import { runTokenSigner } from '../../../shared/runtime/run-token-signer.ts';
import type { StrippedWorld } from './stripped-world.ts';

/** Posts JSON to the laptop's API. */
export async function post(
  { laptop }: StrippedWorld,
  path: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<void> {
  await fetch(`${laptop.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

/** The header `authorization` of a run's token. */
export async function bearer(
  { secrets }: StrippedWorld,
  audience: 'result' | 'progress',
  { runId, phase }: Run,
): Promise<string> {
  const claims = { runId, phase, expiresAt: plus(systemClock.now(), HOUR_MS) };
  return `Bearer ${await runTokenSigner(async () => secrets.tokenKeys.tokenPrivateKey).mint(audience, claims)}`;
}
