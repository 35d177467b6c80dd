import { GetParametersCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { MissingSecret } from '../../domain/errors.ts';
import { MINUTE_MS } from '../../domain/time.ts';

/** The most names that one GetParameters takes. */
const BATCH = 10;
/** A function process may live for hours: what is corrected meanwhile is to work. */
const KEPT_MS = 5 * MINUTE_MS;

interface Known {
  value: string;
  readAt: number;
}

/** What each client has read; a function process has one client, so this lives as long as the process. */
const knownBy = new WeakMap<SSMClient, Map<string, Known>>();

interface ReadOptions {
  /** As they are now, whatever was read before. */
  isFresh?: boolean;
  /** What is not set is answered empty. */
  mayMiss?: boolean;
  /** Epoch milliseconds. */
  now?: number;
}

/**
 * Reads SecureString parameters, decrypted, in the order of their names, without the blanks and line ends that come with copying. Each
 * is read anew after five minutes, and at once where it is to be fresh; while it cannot be, the old value counts. A parameter that is
 * missing is a `MissingSecret` that says how to set it, and is asked for again; or it is empty, where it may miss.
 */
export async function readParameters<Names extends readonly string[]>(
  client: SSMClient,
  names: readonly [...Names],
  { isFresh = false, mayMiss = false, now = Date.now() }: ReadOptions = {},
): Promise<{ [Index in keyof Names]: string }> {
  const known = knownBy.get(client) ?? new Map<string, Known>();
  knownBy.set(client, known);
  const isOld = (name: string) => now - (known.get(name)?.readAt ?? 0) >= KEPT_MS;
  const wanted = [...new Set(names)].filter((name) => isFresh || isOld(name));
  for (let from = 0; from < wanted.length; from += BATCH) {
    await readBatch(client, wanted.slice(from, from + BATCH), { known, mayMiss, now });
  }
  const missing = wanted.filter((name) => !known.has(name));
  if (missing.length > 0) throw new MissingSecret(missing.map(howToSet).join('\n'));
  return names.map((name) => known.get(name)?.value) as { [Index in keyof Names]: string };
}

interface Reading {
  known: Map<string, Known>;
  mayMiss: boolean;
  now: number;
}

async function readBatch(client: SSMClient, names: string[], { known, mayMiss, now }: Reading): Promise<void> {
  try {
    const answer = await client.send(new GetParametersCommand({ Names: names, WithDecryption: true }));
    if (mayMiss) for (const name of names) known.set(name, { value: '', readAt: now });
    for (const { Name, Value } of answer.Parameters ?? []) {
      if (Name !== undefined && Value !== undefined) known.set(Name, { value: Value.trim(), readAt: now });
    }
  } catch (error) {
    if (names.some((name) => !known.has(name))) throw error;
  }
}

/** Reads at most ten SecureString parameters as they are now, trimmed, in the order of their names; one that is not set is undefined. */
export async function readParametersNow(
  client: SSMClient,
  names: readonly string[],
): Promise<readonly (string | undefined)[]> {
  const answer = await client.send(new GetParametersCommand({ Names: [...names], WithDecryption: true }));
  return names.map((name) => answer.Parameters?.find(({ Name }) => Name === name)?.Value?.trim());
}

function howToSet(name: string): string {
  return `SSM parameter ${name} is missing. Set it: npm run setup -- STAGE`;
}
