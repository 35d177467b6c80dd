/** A change of one line that makes a shape go wrong. */
export interface Mutant {
  /** Name of the shape that shows it. */
  shape: string;
  file: string;
  /** Stands in the file once. */
  text: string;
  instead: string;
}

/** Commit 5ffbba2 made these shapes right too; each of these changes would not. */
export const MUTANTS: readonly Mutant[] = [
  {
    shape: 'a sparse checkout that the agent sets',
    file: 'runner/work/changed-paths.ts',
    text: ' && !(isDeleted && sparse.has(path))',
    instead: '',
  },
  {
    shape: 'a cache that the repository keeps',
    file: 'runner/work/take-changes.ts',
    text: 'folders.has(folder) && !known.has(folder)',
    instead: 'folders.has(folder)',
  },
  {
    shape: 'names of all kinds',
    file: 'runner/work/tree-git.ts',
    text: "Buffer.from(input ?? '', 'latin1')",
    instead: "Buffer.from(input ?? '', 'utf8')",
  },
  {
    shape: 'executable bits',
    file: 'runner/work/tree-git.ts',
    text: "'core.quotePath=false'",
    instead: "'core.fileMode=false'",
  },
  {
    shape: 'the agent commits, and moves to a branch of its own',
    file: 'runner/work/working-tree.ts',
    text: "writeDiff(baseSha, path, ['--binary'",
    instead: "writeDiff('HEAD', path, ['--binary'",
  },
  {
    shape: 'a secret in the change',
    file: 'runner/publishing/judge-work.ts',
    text: 'if (reason !== undefined) refused.push',
    instead: 'if (reason === undefined) refused.push',
  },
];
