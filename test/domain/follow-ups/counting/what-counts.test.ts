import { describe, expect, test } from 'vitest';
import type { Said } from '../../../../shared/domain/follow-ups/counting/said.ts';
import { isFeedback, type Listening } from '../../../../shared/domain/follow-ups/counting/what-counts.ts';
import { OF_BOTS, OF_PEOPLE } from './examples.ts';
import { UNSEEN_OF_BOTS, UNSEEN_OF_PEOPLE } from './unseen-examples.ts';

const LISTENING: Listening = { ownNames: ['ai-implement'], trustedBots: undefined, countsMinor: false };
const ofPerson = (body: string) =>
  isFeedback({ author: { login: 'ada', isBot: false }, kind: 'conversation', body }, LISTENING);

describe.each(Object.entries(OF_PEOPLE))('of people: %s', (_, examples) => {
  test.each(examples)('%s: %s', (counts, body) => {
    expect(ofPerson(body)).toBe(counts);
  });
});

describe('of bots', () => {
  test.each(OF_BOTS.map(([counts, login, body, more]) => ({ counts, login, body, more })))(
    '$counts: $login: $body',
    ({ counts, login, body, more }) => {
      const said: Said = { author: { login, isBot: true }, kind: 'conversation', body, ...more };
      expect(isFeedback(said, LISTENING)).toBe(counts);
    },
  );

  test('what they call minor counts where a mapping says so, and bots that it names besides', () => {
    const nit = {
      author: { login: 'coderabbitai', isBot: true },
      kind: 'inline',
      body: '_🧹 Nitpick_\n\nName.',
    } as const;
    expect(isFeedback(nit, { ...LISTENING, countsMinor: true })).toBe(true);
    const copilot = { author: { login: 'Copilot', isBot: true }, kind: 'inline', body: 'May be null.' } as const;
    const trusting = { ...LISTENING, trustedBots: ['copilot[bot]'] };
    expect(isFeedback(copilot, trusting)).toBe(true);
    expect(isFeedback({ ...copilot, kind: 'conversation' }, trusting)).toBe(false);
    expect(isFeedback({ ...nit, body: '_⚠️ Potential issue_\n\nName.' }, trusting)).toBe(false);
  });
});

test('the table has at least sixty examples of people, and of each answer many', () => {
  const examples = Object.values(OF_PEOPLE).flat();
  expect(examples.length).toBeGreaterThanOrEqual(60);
  for (const answer of [true, false])
    expect(examples.filter(([counts]) => counts === answer).length).toBeGreaterThan(30);
});

test('of what nobody tuned it for it knows nine in ten of people, and all of bots', () => {
  const wrong = UNSEEN_OF_PEOPLE.filter(([counts, body]) => ofPerson(body) !== counts);
  const wrongOfBots = UNSEEN_OF_BOTS.filter(
    ([counts, login, kind, body]) => isFeedback({ author: { login, isBot: true }, kind, body }, LISTENING) !== counts,
  );

  expect(wrongOfBots).toEqual([]);
  expect(wrong.length, JSON.stringify(wrong)).toBeLessThanOrEqual(UNSEEN_OF_PEOPLE.length / 10);
});
