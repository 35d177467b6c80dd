import { importJWK, SignJWT } from 'jose';
import { RUN_TOKEN_ISSUER, signingKeyIn } from '../contract/run-token-keys.ts';

interface Minted {
  runId: string;
  phase: string;
  ticket?: string;
  /** ISO 8601 */
  expiresAt: string;
}

/**
 * Makes EdDSA tokens that name one run: `iss`, `aud` (`result` or `progress`), `sub` = run id, `phase`, `exp`, and the `ticket` as log lines
 * name it; `kid` says with which key.
 * @param privateKey the text of the parameter `token-private-key`
 */
export function runTokenSigner(privateKey: () => Promise<string>) {
  return {
    async mint(audience: 'result' | 'progress', { runId, phase, ticket, expiresAt }: Minted) {
      const key = signingKeyIn(await privateKey());
      if (key === undefined) throw new Error('the key that signs tokens of runs is none: npm run setup -- STAGE');
      return new SignJWT({ phase, ...(ticket === undefined ? {} : { ticket }) })
        .setProtectedHeader({ alg: 'EdDSA', kid: key.kid })
        .setIssuer(RUN_TOKEN_ISSUER)
        .setAudience(audience)
        .setSubject(runId)
        .setExpirationTime(new Date(expiresAt))
        .sign(await importJWK(key, 'EdDSA'));
    },
  };
}
