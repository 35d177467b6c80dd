import { parameterClient } from '../adapters/ssm/parameter-client.ts';
import { readParameters } from '../adapters/ssm/read-parameters.ts';
import type { Secrets } from '../ports/secrets.ts';

/** The secrets of this process, each kept for some minutes. */
export function openSecrets(): Secrets {
  const client = parameterClient();
  return (names, options) => readParameters(client, names, options);
}

/** One secret, read by its name each time that it is used. */
export function secretOf(secrets: Secrets, name: string) {
  return async (options?: { isFresh: boolean }) => (await secrets([name], options))[0];
}
