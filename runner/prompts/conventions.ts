/** Where a repository tells whoever works on it how: files that a run never changes. */
export const CONVENTIONS = `If there is a CLAUDE.md or an AGENTS.md at the root, read both first, and what they refer to with \`@\`: they hold the
conventions of the repository.`;
