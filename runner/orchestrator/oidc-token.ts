import * as z from 'zod';
import { StageFailure } from '../stages/stage-failure.ts';

/** Where GitHub gives out the identity of the job: `ACTIONS_ID_TOKEN_REQUEST_URL` and `…_TOKEN`. */
export interface OidcSource {
  url: string;
  token: string;
}

const OidcAnswer = z.object({ value: z.string().min(1) });
const TIMEOUT_MS = 10_000;

/**
 * A fresh identity token of this job for `audience`; it is good for some minutes, so ask for one for each call.
 * https://docs.github.com/actions/reference/openid-connect-reference
 */
export async function oidcToken(source: OidcSource, audience: string): Promise<string> {
  const address = new URL(source.url);
  address.searchParams.set('audience', audience);
  const response = await fetch(address, {
    headers: { authorization: `Bearer ${source.token}`, accept: 'application/json' },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (!response.ok) throw new StageFailure('identity_token_refused', `HTTP ${response.status}`);
  return OidcAnswer.parse(await response.json()).value;
}
