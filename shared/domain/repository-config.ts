/** Where a repository says how its work is done, at its default branch. */
export const CONFIG_FILE = '.ai-implement/config.yml';
