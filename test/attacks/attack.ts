/** A guard of ours, and how a copy of the repository is made that lacks it and nothing else. */
export interface Defence {
  /** What it does, as in "keeps …". */
  name: string;
  /** The one file that is changed in the copy, from the root of the repository. */
  file: string;
  /** What stands there exactly once. */
  text: string;
  /** What stands there in the copy. Types are not checked. */
  instead: string;
}

/** One attempt to gain something, by a harmless canary in the place of what would do harm. */
export interface Attack {
  /** A sentence: what is tried. */
  name: string;
  /** What it is after. */
  asset: string;
  /** By whom, and where it comes in. */
  wayIn: string;
  defence: Defence;
  /**
   * Tries it, on the real code of the guard, and answers whether nothing was gained. Throws for what is neither: a copy in which nothing
   * works any more proves nothing.
   */
  isHeld(): boolean | Promise<boolean>;
}

/** What a file of `rows/` exports. What its rows look at together is set up once and lies in the module, so that each copy has its own. */
export interface AttackRows {
  /** The heading of their table. */
  about: string;
  rows: readonly Attack[];
  /** Whether they drive Claude Code, real or not. */
  drivesClaude?: true;
  /** Whether the stand-in does not do what they try. */
  needsRealClaude?: true;
  /** Ends what was set up; they may be played again then. */
  close?(): Promise<void>;
}

/** What `set` answers when it is first asked, for all that ask. */
export function once<T>(set: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= set();
    return result;
  };
}

/** Whether this was refused with one of the codes; whatever else goes wrong is thrown. */
export async function isRefused(attempt: Promise<unknown>, ...codes: readonly string[]): Promise<boolean> {
  try {
    await attempt;
    return false;
  } catch (error) {
    const { code, reason } = Object(error) as { code?: string; reason?: string };
    if (codes.includes(code ?? reason ?? '')) return true;
    throw error;
  }
}
