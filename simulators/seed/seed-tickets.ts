import type { RunBehaviour } from '../github/run-script.ts';
import type { IssueSeed } from '../linear/seed.ts';

/** How a seeded ticket must end: `untouched` ones are blocked, unmarked or closed. */
export type SeededEnd = 'pr_ready' | 'awaiting_approval' | 'planning_failed' | 'implementation_failed' | 'untouched';

export interface TicketSeed extends Omit<IssueSeed, 'labels'> {
  isMarked?: boolean;
  behaviour?: RunBehaviour;
  planning?: RunBehaviour;
  end: SeededEnd;
}

export const MOBILE = 'Mobile app';

export const ENGINEERING: TicketSeed[] = [
  {
    title: 'Add user export as CSV',
    priority: 2,
    isMarked: true,
    end: 'pr_ready',
    description: 'Admins need all users of their workspace as a CSV file: name, e-mail, role, last sign-in.',
  },
  {
    title: 'Limit sign-in attempts',
    priority: 1,
    isMarked: true,
    end: 'pr_ready',
    behaviour: 'starts-early',
    description: 'Ten attempts an hour for each address, then 429 with Retry-After.',
  },
  {
    title: 'Move avatars to the object store',
    priority: 3,
    description: 'Avatars fill the disk of the API. They belong into the object store, behind the storage adapter.',
    isMarked: true,
    end: 'untouched',
    blockedBy: ['ENG-4'],
  },
  {
    title: 'Put a storage adapter between us and the disk',
    priority: 3,
    description:
      'Everything that reads or writes files goes through one module, so that the store behind it can change.',
    isMarked: true,
    end: 'untouched',
    blockedBy: ['ENG-5'],
  },
  {
    title: 'Choose an object store',
    priority: 2,
    description: 'Two candidates, their prices, and who runs them for us.',
    end: 'untouched',
  },
  {
    title: 'Replace the date library',
    priority: 4,
    isMarked: true,
    end: 'implementation_failed',
    behaviour: 'fails',
    description: 'The type check must stay clean.',
  },
  {
    title: 'Send a digest e-mail every Monday',
    priority: 3,
    description: 'Members see once a week what happened: one mail, Monday morning, nothing in a quiet week.',
    isMarked: true,
    end: 'pr_ready',
    behaviour: 'dies-once',
  },
  {
    title: 'Show the audit log to owners',
    description: 'Owners want to see who did what in their workspace, newest first. Members must not.',
    isMarked: true,
    end: 'pr_ready',
    behaviour: 'reports-twice',
  },
  {
    title: 'Keep the draft when the app is closed',
    priority: 2,
    description: 'Whoever closes the app while writing loses the text. It should be there again after the start.',
    isMarked: true,
    end: 'awaiting_approval',
    project: MOBILE,
  },
  {
    title: 'Dark mode for the settings screen',
    description: 'Follow the mode of the device, with a switch that overrules it.',
    isMarked: true,
    end: 'planning_failed',
    planning: 'fails-setup',
    project: MOBILE,
  },
  {
    title: 'Rethink the onboarding',
    description: 'Half of those who sign up never invite anybody. What should the first five minutes look like?',
    end: 'untouched',
  },
  {
    title: 'Paginate the invoice list',
    description: 'The list takes seconds for large workspaces. Twenty to a page, newest first.',
    isMarked: true,
    end: 'pr_ready',
  },
];

export const OPERATIONS: TicketSeed[] = [
  {
    title: 'Rotate the database password by schedule',
    priority: 1,
    description: 'Once a month, without an outage, and without anybody who has to remember it.',
    isMarked: true,
    end: 'pr_ready',
  },
  {
    title: 'Alert on a full disk',
    priority: 2,
    description: 'Warn at 80 percent, call somebody at 95.',
    isMarked: true,
    end: 'implementation_failed',
    behaviour: 'dies',
  },
  {
    title: 'Tag all buckets with their owner',
    priority: 3,
    description: 'Nobody knows whose buckets these are. Use the tag `owner`, as agreed in OPS-4.',
    isMarked: true,
    end: 'pr_ready',
    blockedBy: ['OPS-4'],
  },
  { title: 'Agree on tag names', end: 'untouched', state: 'Done' },
  {
    title: 'Write the runbook for failover',
    description: 'What to do, in which order, when the first region is gone.',
    end: 'untouched',
  },
  {
    title: 'Compress old log files',
    description: 'Logs fill the disk. Compress what is older than a week.',
    isMarked: true,
    end: 'pr_ready',
  },
  { title: 'Retire the old bastion host', priority: 2, isMarked: true, end: 'untouched', state: 'Canceled' },
];

/** Of a team whose runs get machines of their own. */
export const DATA: TicketSeed[] = [
  {
    title: 'Report sales by country',
    priority: 2,
    description: 'The daily report has one total. Show the sum of each country too, the largest first.',
    isMarked: true,
    end: 'pr_ready',
  },
];
