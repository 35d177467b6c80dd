import {
  keySetText,
  publicHalf,
  signingKeyIn,
  type VerificationKeys,
  verificationKeysIn,
} from '../../../../shared/contract/run-token-keys.ts';
import { drawnSigningKey, drawnTokenKeys } from '../../../world/home/token-keys.ts';
import type { SecretValues } from '../target.ts';
import type { SetupDeps } from './setup-deps.ts';

type Keys = VerificationKeys['keys'];

/** Functions look again for a key that they do not know, at most so often (`shared/runtime/run-token-verifier.ts`). */
const RENEWAL_MS = 61_000;
/** No token is good for longer: 6 h until a start, 24 h in a queue, 6 h of a job and an hour more; and a margin. */
const TOKENS_LIVE_MS = 48 * 3_600_000;

/**
 * First all functions learn the new public key, then dispatch-run signs with the private one, and the public key of the one before stays as
 * long as a token may live that it signed.
 */
export async function rotateTokenKeys(
  { vault, terminal, wait }: Pick<SetupDeps, 'vault' | 'terminal'> & { wait(ms: number): Promise<void> },
  { tokenPrivateKey, tokenPublicKeys }: SecretValues,
): Promise<boolean> {
  const standing = verificationKeysIn(tokenPublicKeys);
  const signing = signingKeyIn(tokenPrivateKey);
  const drawn = drawnSigningKey();
  const fresh = publicHalf(drawn);
  const current = signing === undefined ? [] : [publicHalf(signing)];
  const others = standing.filter(({ kid }) => kid !== signing?.kid);
  await vault.write('tokenPublicKeys', keySetText([fresh, ...current, ...retired(others)]));
  terminal.say(
    'The new public key is known beside the old one. Waiting a minute, until every function would find it …',
  );
  await wait(RENEWAL_MS);
  await vault.write('tokenPrivateKey', JSON.stringify(drawn));
  await vault.write('tokenPublicKeys', keySetText([fresh, ...retired([...current, ...others])]));
  terminal.say(
    'Within five minutes new runs are signed with the new key; runs that work go on, since the old public key stays for two days.',
  );
  return true;
}

/** What belongs to a pair that is missing, unusable or does not fit; public keys that stand stay, since runs at work may need them. */
export function mendedTokenKeys({ tokenPrivateKey, tokenPublicKeys }: SecretValues): SecretValues {
  const standing = verificationKeysIn(tokenPublicKeys);
  const signing = signingKeyIn(tokenPrivateKey);
  if (signing !== undefined) {
    const others = standing.filter(({ kid }) => kid !== signing.kid);
    return { tokenPublicKeys: keySetText([publicHalf(signing), ...others]) };
  }
  const drawn = drawnTokenKeys();
  return {
    ...drawn,
    tokenPublicKeys: keySetText([...verificationKeysIn(drawn.tokenPublicKeys), ...retired(standing)]),
  };
}

/** Those of which a token may still be good; what a change left that was cut off is among them. */
function retired(keys: Keys): Keys {
  const at = new Date().toISOString();
  const since = Date.now() - TOKENS_LIVE_MS;
  return keys
    .map((key) => ({ ...key, retiredAt: key.retiredAt ?? at }))
    .filter(({ retiredAt }) => Date.parse(retiredAt) > since);
}
