import { parameterClient } from '../adapters/ssm/parameter-client.ts';
import { readParametersNow } from '../adapters/ssm/read-parameters.ts';

/** Secrets as they are now, at most ten by their names; one that is not set is undefined. */
export function openSecretsNow(...names: string[]): () => Promise<readonly (string | undefined)[]> {
  const client = parameterClient();
  return () => readParametersNow(client, names);
}
