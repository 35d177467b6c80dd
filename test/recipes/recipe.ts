/** A change of one file: text put in before what stands there once, or a whole new file. */
export type Edit = { path: string; before: string; put: string } | { path: string; content: string };

/** How a stranger moves in: one more name or setting, and everything that has to know it. */
export interface Recipe {
  /** What is added, as the page calls it. */
  kind: 'setting' | 'executor' | 'tracker';
  /** The first edit: the compiler leads on from it. */
  first: Edit;
  /** Files that the compiler names after it. */
  told: readonly string[];
  /** All that the page lists, with the least in it. */
  others: readonly Edit[];
  /** Of those, files that the compiler names later, when what they give is missing. */
  toldLater?: readonly string[];
  /** Not product: tables of pages that tests read. */
  pages?: readonly Edit[];
  /** Most product files that it may take. */
  limit: number;
}
