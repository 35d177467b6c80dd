import { GetParametersCommand, type SSMClient } from '@aws-sdk/client-ssm';

/** The most names that one GetParameters takes. */
const BATCH = 10;

/** What each client has read; a function process has one client, so this lives as long as the process. */
const knownBy = new WeakMap<SSMClient, Map<string, string>>();

/**
 * Reads SecureString parameters, decrypted, in the order of their names. Each is asked for once in the life of a function process,
 * unless it is to be fresh; a parameter that is missing is an error that says how to set it, and is asked for again.
 */
export async function readParameters<Names extends readonly string[]>(
  client: SSMClient,
  names: readonly [...Names],
  { isFresh = false } = {},
): Promise<{ [Index in keyof Names]: string }> {
  const known = knownBy.get(client) ?? new Map<string, string>();
  knownBy.set(client, known);
  const wanted = [...new Set(names)].filter((name) => isFresh || !known.has(name));
  const missing: string[] = [];
  for (let from = 0; from < wanted.length; from += BATCH) {
    const batch = wanted.slice(from, from + BATCH);
    const answer = await client.send(new GetParametersCommand({ Names: batch, WithDecryption: true }));
    for (const { Name, Value } of answer.Parameters ?? []) {
      if (Name !== undefined && Value !== undefined) known.set(Name, Value);
    }
    missing.push(...batch.filter((name) => !known.has(name)));
  }
  if (missing.length > 0) throw new Error(missing.map(howToSet).join('\n'));
  return names.map((name) => known.get(name)) as { [Index in keyof Names]: string };
}

/** Reads at most ten SecureString parameters as they are now, in the order of their names; one that is not set is undefined. */
export async function readParametersNow(
  client: SSMClient,
  names: readonly string[],
): Promise<readonly (string | undefined)[]> {
  const answer = await client.send(new GetParametersCommand({ Names: [...names], WithDecryption: true }));
  return names.map((name) => answer.Parameters?.find(({ Name }) => Name === name)?.Value);
}

function howToSet(name: string): string {
  return `SSM parameter ${name} is missing. Set it: aws ssm put-parameter --name ${name} --type SecureString --value …`;
}
