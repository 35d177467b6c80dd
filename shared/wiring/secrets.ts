import { parameterClient } from '../adapters/ssm/parameter-client.ts';
import { readParameters } from '../adapters/ssm/read-parameters.ts';
import type { Secrets } from '../ports/secrets.ts';

/** The secrets of this process, each kept for some minutes. */
export function openSecrets(): Secrets {
  const client = parameterClient();
  return (names, options) => readParameters(client, names, options);
}

/** Secrets of which any may not be set, and is empty then; read each time that they are used. */
export function secretsIfSet<Names extends readonly string[]>(secrets: Secrets, names: readonly [...Names]) {
  return (options?: { isFresh: boolean }) => secrets(names, { ...options, mayMiss: true });
}

/** One secret, read by its name each time that it is used. */
export function secretOf(secrets: Secrets, name: string) {
  return async (options?: { isFresh: boolean }) => (await secrets([name], options))[0];
}
