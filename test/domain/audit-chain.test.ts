import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type AuditEntry,
  breaksIn,
  type LinkedEntry,
  linkedTo,
  type NotedEntry,
} from '../../shared/domain/audit-chain.ts';

const DAY = '2026-01-05';
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

function aDay(length: number): LinkedEntry[] {
  const entries: LinkedEntry[] = [];
  for (let n = 1; n <= length; n += 1) {
    const entry: AuditEntry = {
      ...{
        entryId: `01K${n}`,
        at: `${DAY}T09:00:0${n % 10}.000Z`,
        actor: 'admin',
        action: 'retry',
        subject: `ENG-${n}`,
      },
      ...(n % 2 === 0 && { detail: 'why' }),
    };
    entries.push(linkedTo(entries.at(-1), entry, hashOf));
  }
  return entries;
}

const breaks = (entries: readonly NotedEntry[], head: LinkedEntry | undefined) =>
  breaksIn(DAY, { entries, head }, hashOf);

test('the form of the hash is for all time', () => {
  expect(aDay(1)[0]).toMatchObject({
    seq: 1,
    prev: DAY,
    hash: hashOf('["2026-01-05",1,"2026-01-05","01K1","2026-01-05T09:00:01.000Z","admin","retry","ENG-1",null]'),
  });
});

test('a day is whole in whatever order it is read, with its last entry in its own place or only kept apart', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 12 }),
      fc.boolean(),
      fc.infiniteStream(fc.nat()),
      (length, isCutOff, order) => {
        const entries = aDay(length);
        const head = entries.at(-1);
        const read = (isCutOff ? entries.slice(0, -1) : entries).map((entry) => ({
          entry,
          at: order.next().value ?? 0,
        }));
        expect(
          breaks(
            read.sort((a, b) => a.at - b.at).map(({ entry }) => entry),
            head,
          ),
        ).toEqual([]);
      },
    ),
  );
});

test.each(['at', 'actor', 'action', 'subject', 'detail', 'entryId', 'prev', 'hash'] as const)(
  'an entry whose %s was changed is named, wherever it stands',
  (field) => {
    for (const at of [0, 2, 4]) {
      const entries = aDay(5);
      const head = entries.at(-1);
      const changed = entries.map((entry, n) => (n === at ? { ...entry, [field]: `${DAY}T10:00:00.000Z` } : entry));
      expect(breaks(changed, head)).toContainEqual(expect.objectContaining({ kind: 'changed', seq: at + 1 }));
    }
  },
);

test('entries that are gone are named, the last one as well', () => {
  const entries = aDay(6);
  const head = entries.at(-1);

  expect(
    breaks(
      entries.filter(({ seq }) => ![2, 3, 5].includes(seq)),
      head,
    ),
  ).toEqual([
    { kind: 'missing', seq: 2, to: 3 },
    { kind: 'missing', seq: 5, to: 5 },
  ]);
  expect(breaks(entries.slice(0, 3), head)).toEqual([{ kind: 'missing', seq: 4, to: 5 }]);
  expect(breaks([], head)).toEqual([{ kind: 'missing', seq: 1, to: 5 }]);
  expect(breaks(entries, undefined)).toEqual([{ kind: 'headless' }]);
});

test('what was put in is named: in the place of another, behind a forged one, or without a place', () => {
  const entries = aDay(3);
  const [first, second, third] = entries as [LinkedEntry, LinkedEntry, LinkedEntry];
  const entry = { entryId: '01X', at: `${DAY}T08:00:00.000Z`, actor: 'admin', action: 'x', subject: 'y' };
  const doubled = linkedTo(first, entry, hashOf);

  expect(breaks([first, second, doubled, third], third)).toContainEqual({ kind: 'torn', seq: 2, entryId: '01X' });
  expect(breaks([first, doubled, third], third)).toEqual([{ kind: 'torn', seq: 3, entryId: third.entryId }]);
  expect(breaks([...entries, entry], third)).toEqual([{ kind: 'unlinked', entryId: '01X' }]);
  expect(breaks([entry], undefined)).toEqual([{ kind: 'unlinked', entryId: '01X' }]);
});
