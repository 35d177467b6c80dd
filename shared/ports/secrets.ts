/**
 * Reads secrets by the names that a function's environment gives them, in their order. `isFresh`: as they are stored now, whatever was
 * read before; for one that was just refused. `mayMiss`: what is not set is answered empty, and else an error.
 */
export type Secrets = <Names extends readonly string[]>(
  names: readonly [...Names],
  options?: { isFresh?: boolean; mayMiss?: boolean },
) => Promise<{ [Index in keyof Names]: string }>;
