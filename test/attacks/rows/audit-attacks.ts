import { createHash } from 'node:crypto';
import {
  type AuditEntry,
  breaksIn,
  type LinkedEntry,
  linkedTo,
  type NotedEntry,
} from '../../../shared/domain/audit-chain.ts';
import type { Attack, AttackRows, Defence } from '../attack.ts';

// What somebody does to the audit log who may write to its table, and is not the function that writes it.

const DAY = '2026-01-05';
const TABLE = 'a function that was taken over and writes to the table';
const DONE = 'what is known of what admins did';

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const entryOf = (n: number): AuditEntry => ({
  ...{ entryId: `entry-${n}`, at: `${DAY}T09:00:0${n}.000Z`, actor: 'admin' },
  ...{ action: 'canary', subject: `ENG-${n}` },
});

/** A day of four entries, the newest of which stands apart as well. */
function aDay(): LinkedEntry[] {
  const entries: LinkedEntry[] = [];
  for (const n of [1, 2, 3, 4]) entries.push(linkedTo(entries.at(-1), entryOf(n), hashOf));
  return entries;
}

const [first, second, third, fourth] = aDay() as [LinkedEntry, LinkedEntry, LinkedEntry, LinkedEntry];
const isNoticed = (entries: readonly NotedEntry[], head: LinkedEntry | undefined) =>
  breaksIn(DAY, { entries, head }, hashOf).length > 0;

const chain = (name: string, text: string, instead: string): Defence => ({
  ...{ name, text, instead },
  file: 'shared/domain/audit-chain.ts',
});

const ROWS: readonly Attack[] = [
  {
    name: 'an entry says something else than it did',
    asset: DONE,
    wayIn: TABLE,
    defence: chain(
      'entries bear the hash of what they say',
      'if (entry.hash !== hashOf(textOf(entry, entry)))',
      'if (false)',
    ),
    isHeld: () => isNoticed([first, { ...second, subject: 'ENG-9' }, third, fourth], fourth),
  },
  {
    name: 'an entry says something else, and bears the hash of that',
    asset: DONE,
    wayIn: TABLE,
    defence: chain('entries bear the hash of the one before', 'entry.prev === last.hash ? []', 'true ? []'),
    isHeld: () => isNoticed([first, linkedTo(first, { ...second, subject: 'ENG-9' }, hashOf), third, fourth], fourth),
  },
  {
    name: 'the newest entry says something else, and bears the hash of that',
    asset: DONE,
    wayIn: TABLE,
    defence: chain(
      'the newest entry stands in two places',
      'entry.seq === head?.seq && entry.hash !== head.hash',
      'false',
    ),
    isHeld: () => isNoticed([first, second, third, linkedTo(third, { ...fourth, subject: 'ENG-9' }, hashOf)], fourth),
  },
  {
    name: 'an entry is taken out',
    asset: DONE,
    wayIn: TABLE,
    defence: chain('entries of a day are numbered', 'return seq > last.seq + 1 ?', 'return false ?'),
    isHeld: () => isNoticed([first, third, fourth], fourth),
  },
  {
    name: 'the newest entries are taken out, and what says which was the newest with them',
    asset: DONE,
    wayIn: TABLE,
    defence: chain('a day says which entry is its newest', 'head === undefined && linked.length > 0 ?', 'false ?'),
    isHeld: () => isNoticed([first, second], undefined),
  },
  {
    name: 'an entry is made up beside the chain',
    asset: DONE,
    wayIn: TABLE,
    defence: chain(
      'entries without a place are named',
      "unlinked.map(({ entryId }) => ({ kind: 'unlinked', entryId }))",
      '[]',
    ),
    isHeld: () => isNoticed([first, second, third, fourth, entryOf(5)], fourth),
  },
];

export const ATTACKS: AttackRows = { about: 'The audit log', rows: ROWS };
