/** The version of Claude Code that workflows install, and that `npm run test:claude` drives. */
export const CLAUDE_VERSION = '2.1.332';
