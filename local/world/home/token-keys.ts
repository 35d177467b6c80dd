import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { keySetText, publicHalf, SigningKey } from '../../../shared/contract/run-token-keys.ts';

/** Draws a key that signs tokens of runs, with a name that no other has. */
export function drawnSigningKey(): SigningKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  return SigningKey.parse({ ...privateKey.export({ format: 'jwk' }), kid: randomUUID() });
}

/** Both parameters of a pair that was just drawn. */
export function drawnTokenKeys(): { tokenPublicKeys: string; tokenPrivateKey: string } {
  const key = drawnSigningKey();
  return { tokenPublicKeys: keySetText([publicHalf(key)]), tokenPrivateKey: JSON.stringify(key) };
}
