/** The groups of the form, in their order. */
export const GROUPS = {
  Tickets: 'Which tickets this mapping covers. Where several on Linear do, the narrowest wins.',
  Repository: 'Where the work is done. The GitHub App must be installed there.',
  Runs: 'Left empty, the default shown in grey applies.',
  Review:
    'What is said on open pull requests is answered by follow-ups: that of people who may write, and of these bots.',
  Planning: 'A plan is made before anything is written, and stands on the ticket as comments.',
  Model: 'Who serves Claude to the runs.',
} as const;
export type GroupTitle = keyof typeof GROUPS;
