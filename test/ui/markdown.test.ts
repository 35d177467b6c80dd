import { expect, test } from 'vitest';
import { parseMarkdown } from '../../ui/markdown.ts';

const text = (content: string) => ({ kind: 'text' as const, text: content });

test('headings, paragraphs, lists and code become blocks', () => {
  const markdown = '### Done\n\nOne\nline.\n- a\n  goes on\n2. b\n```ts\n- not a list\n```\nEnd';
  expect(parseMarkdown(markdown)).toEqual([
    { kind: 'heading', spans: [text('Done')] },
    { kind: 'paragraph', spans: [text('One line.')] },
    { kind: 'list', items: [[text('a goes on')], [text('b')]] },
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
