import * as z from 'zod';

/** Whom tokens of runs are from. */
export const RUN_TOKEN_ISSUER = 'ai-implement';

/** 32 bytes, as base64url. */
const bytes = z.string().regex(/^[\w-]{43}$/);
/** https://www.rfc-editor.org/rfc/rfc8037#section-2 */
const Key = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), kid: z.string().min(1), x: bytes });

/** The private key that signs tokens of runs, as a JSON Web Key; the parameter `token-private-key` holds it as JSON. */
export const SigningKey = z.object({ ...Key.shape, d: bytes });
export type SigningKey = z.infer<typeof SigningKey>;

/**
 * The public keys that tokens of runs are verified with, as a JSON Web Key Set; the parameter `token-public-keys` holds it as JSON.
 * `retiredAt` (ISO 8601): since when it signs no more.
 */
export const VerificationKeys = z.object({
  keys: z.array(z.object({ ...Key.shape, retiredAt: z.iso.datetime().optional() })),
});
export type VerificationKeys = z.infer<typeof VerificationKeys>;

/** The key in the text of its parameter; undefined where there is none that can be used. */
export function signingKeyIn(text: string | undefined): SigningKey | undefined {
  return SigningKey.safeParse(jsonIn(text)).data;
}

/** The keys in the text of their parameter; none where it holds none that can be used. */
export function verificationKeysIn(text: string | undefined): VerificationKeys['keys'] {
  return VerificationKeys.safeParse(jsonIn(text)).data?.keys ?? [];
}

/** The half of a key that may be known. */
export function publicHalf({ d: _, ...half }: SigningKey): VerificationKeys['keys'][number] {
  return half;
}

/** The text of the parameter `token-public-keys`. */
export function keySetText(keys: VerificationKeys['keys']): string {
  return JSON.stringify({ keys } satisfies VerificationKeys);
}

function jsonIn(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}
