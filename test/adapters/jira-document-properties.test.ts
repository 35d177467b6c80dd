import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainDocument } from '../../shared/adapters/jira/adf-document.ts';
import { adfForms, adfOf } from '../../shared/adapters/jira/adf-of.ts';
import { markdownOf } from '../../shared/adapters/jira/markdown-of.ts';
import { isAdf } from '../../simulators/jira/adf.ts';
import { markdownTexts, WORD } from '../builders/markdown-texts.ts';

/** More by hand. */
const numRuns = 250;

const texts = fc.oneof({ weight: 4, arbitrary: markdownTexts }, fc.string(), fc.string({ unit: 'binary' }));

test('whatever Markdown says is a document that Jira takes, in every form of it', async () => {
  await fc.assert(
    fc.asyncProperty(texts, async (markdown) => {
      for (const form of await adfForms(markdown)) expect(isAdf(form), JSON.stringify(form)).toBe(true);
    }),
    { numRuns },
  );
});

test('every word of the Markdown is in its document as often as it was written', async () => {
  await fc.assert(
    fc.asyncProperty(markdownTexts, async (markdown) => {
      const written = wordsOf(markdown.replaceAll(/<!--[\s\S]*?-->/g, ' '));
      const kept = wordsOf(JSON.stringify(await adfOf(markdown)));
      for (const [word, times] of written) expect(kept.get(word) ?? 0, word).toBeGreaterThanOrEqual(times);
    }),
    { numRuns },
  );
});

test('the Markdown of a document has its words', async () => {
  await fc.assert(
    fc.asyncProperty(markdownTexts, async (markdown) => {
      const document = await adfOf(markdown);
      const read = wordsOf(markdownOf(document));
      for (const [word, times] of wordsOf(JSON.stringify(document))) {
        expect(read.get(word) ?? 0, word).toBeGreaterThanOrEqual(times);
      }
    }),
    { numRuns },
  );
});

test('nearly all Markdown is more than plain paragraphs', async () => {
  const sample = fc.sample(markdownTexts, 100);
  const plain = await Promise.all(
    sample.map(async (text) => JSON.stringify(await adfOf(text)) === JSON.stringify(plainDocument(text))),
  );
  expect(plain.filter(Boolean).length).toBeLessThan(50);
});

function wordsOf(text: string): Map<string, number> {
  const words = new Map<string, number>();
  for (const [word] of text.matchAll(WORD)) words.set(word, (words.get(word) ?? 0) + 1);
  return words;
}
