import { expect, test } from 'vitest';
import { withLook, withWakeUp, withWords } from '../../../shared/domain/follow-ups/look.ts';
import { readableAt, readsLeft, withReads } from '../../../shared/domain/follow-ups/reads.ts';
import { plus, SECOND_MS } from '../../../shared/domain/time.ts';
import { aPullRequestRecord } from '../../builders/a-pull-request-record.ts';

const NOON = '2026-01-05T12:00:00.000Z';
const later = (seconds: number) => plus(NOON, seconds * SECOND_MS);

test('a pull request is read three times within a minute, and again well over a minute after the oldest of these', () => {
  const once = withReads(aPullRequestRecord(), 1, NOON);
  const full = withReads(once, 2, later(20));

  expect([readsLeft(once, later(20)), readsLeft(full, later(99)), readsLeft(full, later(100))]).toEqual([2, 0, 1]);
  expect(readableAt(once, 2, later(20))).toBe(later(20));
  expect(readableAt(full, 1, later(30))).toBe(later(100));
  expect(readableAt(full, 2, later(30))).toBe(later(120));
  expect(withReads(full, 1, later(130)).readsAt).toEqual([later(130)]);
});

test('what was said so shortly before a look that lists may lack it is looked for once more, a minute later', () => {
  const chatter = withWakeUp(aPullRequestRecord(), NOON);
  const lateWord = withLook(withWords(chatter, later(295)), { lookedAt: later(300), rights: [] });
  const quiet = withLook(withWords(aPullRequestRecord(), NOON), { lookedAt: later(60), rights: [] });

  expect(lateWord).toMatchObject({ lookDueAt: later(360), wokenAt: later(300) });
  expect(quiet.lookDueAt).toBeUndefined();
  expect(withLook(lateWord, { lookedAt: later(360), rights: [] }).lookDueAt).toBeUndefined();
});
