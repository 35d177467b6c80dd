/** Bytes of one file; what is bigger is left out, and not read. */
export const LARGEST_FILE = 10 * 1024 * 1024;
/** Bytes of all changed files together. */
export const LARGEST_CHANGE = 50 * 1024 * 1024;
export const MOST_FILES = 5000;

export function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 / 1024)} MB`;
}
