import { expect, test } from 'vitest';
import { parseMarkdown } from '../../ui/markdown.ts';

const text = (content: string) => ({ kind: 'text' as const, text: content });

test('headings, paragraphs, lists and code become blocks', () => {
  const markdown = '### Done\n\nOne\nline.\n- a\n  goes on\n2. b\n```ts\n- not a list\n```\nEnd';
  expect(parseMarkdown(markdown)).toEqual([
    { kind: 'heading', spans: [text('Done')] },
    { kind: 'paragraph', spans: [text('One line.')] },
    {
      kind: 'list',
      items: [
        { depth: 0, spans: [text('a goes on')] },
        { depth: 0, mark: '2.', spans: [text('b')] },
      ],
    },
    { kind: 'code', text: '- not a list' },
    { kind: 'paragraph', spans: [text('End')] },
  ]);
});

test('code, strong text and links to web pages are told apart within a line', () => {
  expect(parseMarkdown('Set `KEY` **now**, see [docs](https://x.test/a).')).toEqual([
    {
      kind: 'paragraph',
      spans: [
        text('Set '),
        { kind: 'code', text: 'KEY' },
        text(' '),
        { kind: 'strong', text: 'now' },
        text(', see '),
        { kind: 'link', text: 'docs', href: 'https://x.test/a' },
        text('.'),
      ],
    },
  ]);
});

test.each(['<script>alert(1)</script>', '[click](javascript:alert(1))', '<img src=x onerror=alert(1)>'])(
  '%s stays text',
  (hostile) => {
    expect(parseMarkdown(hostile)).toEqual([{ kind: 'paragraph', spans: [text(hostile)] }]);
  },
);

test('comments are left out, and a code block that never ends still does', () => {
  expect(parseMarkdown('<!-- ai-implement:x -->\n```\ncode')).toEqual([{ kind: 'code', text: 'code' }]);
});

test('lists keep what is below their items, and their numbers', () => {
  expect(parseMarkdown('1. a\n   - b\n2. c')).toEqual([
    {
      kind: 'list',
      items: [
        { depth: 0, mark: '1.', spans: [text('a')] },
        { depth: 1, spans: [text('b')] },
        { depth: 0, mark: '2.', spans: [text('c')] },
      ],
    },
  ]);
});

test('tables have a head and rows, whose cells may hold what a line may', () => {
  expect(parseMarkdown('| file | why |\n| --- | :-: |\n| `a.ts` | x \\| y |\nEnd')).toEqual([
    {
      kind: 'table',
      head: [[text('file')], [text('why')]],
      rows: [[[{ kind: 'code', text: 'a.ts' }], [text('x | y')]]],
    },
    { kind: 'paragraph', spans: [text('End')] },
  ]);
  expect(parseMarkdown('| no | table |')).toEqual([{ kind: 'paragraph', spans: [text('| no | table |')] }]);
});

test.each([
  ['an *odd* one', 'odd'],
  ['an _odd_ one', 'odd'],
])('%s is emphasised', (markdown, emphasised) => {
  expect(parseMarkdown(markdown)).toEqual([
    { kind: 'paragraph', spans: [text('an '), { kind: 'em', text: emphasised }, text(' one')] },
  ]);
});

test.each(['snake_case_name', '2 * 3 * 4', 'a*b*c'])('%s is not', (plain) => {
  expect(parseMarkdown(plain)).toEqual([{ kind: 'paragraph', spans: [text(plain)] }]);
});
