import { createHash, randomBytes } from 'node:crypto';

/** Random keys that are shown once and kept as SHA-256. */
export const secretKeys = {
  generate: () => randomBytes(32).toString('base64url'),
  hash: (secret: string) => createHash('sha256').update(secret).digest('hex'),
};
