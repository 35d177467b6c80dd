import { WEBHOOK_EVENTS } from './webhook-events.ts';

interface AppPermission {
  /** As GitHub's API names it. */
  name: string;
  /** As its pages name it. */
  label: string;
  level: 'read' | 'write';
  /** What does not happen without it; ends a sentence that begins with "Without it". */
  without: string;
}

/** Everything that the GitHub App is to be granted. `docs/repositories.md` names the same. */
export const APP_PERMISSIONS: readonly AppPermission[] = [
  { name: 'actions', label: 'Actions', level: 'write', without: 'no run is started' },
  { name: 'contents', label: 'Contents', level: 'write', without: 'nothing is read or pushed' },
  {
    name: 'pull_requests',
    label: 'Pull requests',
    level: 'write',
    without: 'no pull request is opened, and no comment on one is heard or answered',
  },
  { name: 'workflows', label: 'Workflows', level: 'write', without: 'templates cannot be synced' },
  { name: 'checks', label: 'Checks', level: 'read', without: 'nothing that a run made is published' },
  {
    name: 'issues',
    label: 'Issues',
    level: 'read',
    without: "comments in a pull request's conversation do not come by the webhook",
  },
  { name: 'metadata', label: 'Metadata', level: 'read', without: 'no repository is found' },
];

/** The events that the GitHub App subscribes to; those of its own installations come to every App. */
export const APP_EVENTS: readonly string[] = [
  ...new Set(WEBHOOK_EVENTS.filter(({ event }) => !event.startsWith('installation')).map(({ event }) => event)),
];
