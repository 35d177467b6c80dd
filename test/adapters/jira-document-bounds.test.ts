import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AdfDocument, type AdfNode, isSound, plainDocument } from '../../shared/adapters/jira/adf-document.ts';
import { lengthOfJson, lengthOfText, shortened } from '../../shared/adapters/jira/adf-length.ts';
import { adfOf, documentOf } from '../../shared/adapters/jira/adf-of.ts';
import { DEEPEST, isBounded, LONGEST, MOST_SIGNS } from '../../shared/adapters/jira/markdown-bounds.ts';
import { isAdf } from '../../simulators/jira/adf.ts';
import { markdownTexts } from '../builders/markdown-texts.ts';

const paragraph = (text: string): AdfNode => ({ type: 'paragraph', content: [{ type: 'text', text }] });

/**
 * Stands in for a parser, and counts what the slowest would do: from each sign to the end of its paragraph, which an item of a list ends
 * too, and each line once for each block that it opens at its beginning.
 */
function slowestParser() {
  const counted = { calls: 0, steps: 0 };
  const convert = (markdown: string) => {
    counted.calls += 1;
    for (const part of markdown.split(/\n\n|\n(?=- )/))
      counted.steps += part.length * (part.match(/[[\]*_`<>]/g)?.length ?? 0);
    for (const line of markdown.split('\n'))
      counted.steps += line.length * (/^(?:(?:>|-) ?)*/.exec(line)?.[0].match(/[>-]/g)?.length ?? 0);
    return [paragraph('parsed')];
  };
  return { counted, convert };
}

test('no text makes a parser take more steps than the bounds allow', async () => {
  const piece = fc.tuple(
    fc.constantFrom('[', ']', '*', '`', '<', '> ', '- ', 'a', 'a b', '\n', '\n\n'),
    fc.nat(20_000),
  );
  const texts = fc
    .array(piece, { maxLength: 6 })
    .map((parts) => parts.map(([sign, times]) => sign.repeat(times)).join(''));
  await fc.assert(
    fc.asyncProperty(texts, async (markdown) => {
      const { counted, convert } = slowestParser();
      documentOf(markdown, convert);
      expect(counted.steps).toBeLessThanOrEqual(LONGEST * (MOST_SIGNS + DEEPEST));
    }),
    { numRuns: 30 },
  );
});

test.each([
  ['signs in one paragraph', '*'.repeat(MOST_SIGNS)],
  ['quotes on one line', '>'.repeat(DEEPEST)],
  ['lists on one line', '1. '.repeat(DEEPEST)],
])('a parser sees as many %s as are allowed, and not one more', (_, most) => {
  const { counted, convert } = slowestParser();
  expect(documentOf(`${most} a`, convert).content).toEqual([paragraph('parsed')]);
  const more = `${most.slice(0, 3)}${most} a`;
  expect(documentOf(more, convert)).toEqual(plainDocument(more));
  expect(counted.calls).toBe(1);
});

test('a parser sees no more of a long text than the longest one, and the reader is told', () => {
  const seen: number[] = [];
  const { content } = documentOf('word '.repeat(LONGEST), (markdown) => {
    seen.push(markdown.length);
    return [paragraph(markdown)];
  });
  expect(seen).toEqual([LONGEST]);
  expect(JSON.stringify(content.at(-1))).toContain('too long for a Jira comment');
});

test('the longest comment of a plan, dense with code and links, is seen by the parser', () => {
  const item = '- `src/some/path/of/a-file.ts` (modify): **why** it [changes](https://acme.test/x), and `how`';
  expect(isBounded(Array.from({ length: 650 }, () => item).join('\n'))).toBe(true);
});

const text = (value: string, ...marks: string[]) => ({
  type: 'text',
  text: value,
  marks: marks.map((type) => ({ type })),
});
test.each<[string, () => AdfNode[]]>([
  ['throws', () => fail()],
  ['makes nothing', () => []],
  ['makes nothing that is seen', () => [paragraph(' ')]],
  ['makes a node that we do not know', () => [{ type: 'taskList', content: [] }]],
  ['makes an empty text', () => [paragraph('')]],
  ['puts a block where it may not be', () => [{ type: 'blockquote', content: [{ type: 'rule' }] }]],
  ['leaves a list empty', () => [paragraph('a'), { type: 'bulletList', content: [] }]],
  ['marks code bold', () => [{ type: 'paragraph', content: [text('a', 'code', 'strong')] }]],
  ['marks the text of a code block', () => [{ type: 'codeBlock', content: [text('a', 'em')] }]],
  [
    'counts from below zero',
    () => [{ type: 'orderedList', attrs: { order: -1 }, content: [{ type: 'listItem', content: [paragraph('a')] }] }],
  ],
  ['makes a heading of no level', () => [{ type: 'heading', attrs: { level: 7 }, content: [text('a')] }]],
])('where the converter %s the text stands in plain paragraphs', (_, convert) => {
  expect(documentOf('a *text*\non two lines\n\n- item', convert)).toEqual({
    type: 'doc',
    version: 1,
    content: [
      {
        type: 'paragraph',
        content: [{ type: 'text', text: 'a *text*' }, { type: 'hardBreak' }, { type: 'text', text: 'on two lines' }],
      },
      paragraph('- item'),
    ],
  });
});

function fail(): never {
  throw new Error('a fault of the converter');
}

test('a shortened document is one that Jira takes, within its length', async () => {
  const lengths = fc.integer({ min: 300, max: 1000 });
  const measures = fc.constantFrom(lengthOfJson, lengthOfText);
  await fc.assert(
    fc.asyncProperty(markdownTexts, lengths, measures, async (markdown, most, measure) => {
      const short: AdfDocument = shortened(await adfOf(markdown.repeat(5)), measure, most);
      expect(measure(short)).toBeLessThanOrEqual(most);
      expect(isSound(short) && isAdf(short), JSON.stringify(short)).toBe(true);
    }),
    { numRuns: 15 },
  );
});
