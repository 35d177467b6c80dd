import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adfText, isAdf } from '../../local/simulators/jira/adf.ts';
import { adfOf } from '../../shared/adapters/jira/adf-of.ts';
import { markdownOf } from '../../shared/adapters/jira/markdown-of.ts';

const textOf = async (markdown: string) => adfText(await adfOf(markdown)).trim();

const PIECES = [
  '# heading',
  '- item',
  '  - nested',
  '- # heading in a list',
  '- > quote in a list',
  '- [ ] box',
  '1. first',
  '> quote',
  '> # heading in a quote',
  '> > deeper',
  '```ts',
  '```',
  '~~~',
  '| a | b |',
  '| - | - |',
  '| `x` | |',
  '---',
  '- ---',
  '-',
  '>',
  '#',
  '![picture](https://acme.test/p.png)',
  '[link](https://acme.test)',
  '[relative](src/a.ts)',
  '**bold _both_ `code`**',
  '*`code`*',
  '<adf>',
  '</adf>',
  '<!-- note -->',
  '<!--',
  '<b>tag</b>',
  '<https://acme.test>',
  '`',
  '``',
  '\\',
  '&amp;',
  'text',
  '    indented',
  '',
];

describe('Markdown on Jira', () => {
  it('is a document that Jira takes, whatever it is', async () => {
    const texts = fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((lines) => lines.join('\n'));
    await fc.assert(
      fc.asyncProperty(fc.oneof(texts, fc.string()), async (markdown) => {
        expect(isAdf(await adfOf(markdown)), markdown).toBe(true);
      }),
      {
        numRuns: 500,
        examples: [['`\n- [ ] box\n`\n>'], ['- # heading in a list\n    indented\n`\n<adf>\n`\n</adf>']],
      },
    );
  });

  it.each([
    ['a <b>tag</b> of HTML', 'a <b>tag</b> of HTML'],
    ['returns Array<string>', 'returns Array<string>'],
    ['<details>\n<summary>more</summary>\ntext\n</details>', '<details> <summary>more</summary> text </details>'],
    ['before\n\n<adf>\n{"type":"rule"}\n</adf>', 'before\n<adf> {"type":"rule"} </adf>'],
    ['words\n**bold** and `code`\n`more`\n[link](https://acme.test)', 'words bold and code more link'],
    ['seen<!-- hidden --> again', 'seen again'],
    ['see <https://acme.test/a>', 'see https://acme.test/a'],
    ['`Array<string>` stays', 'Array<string> stays'],
    ['```html\n<!-- kept --><b>\n```', '<!-- kept --><b>'],
    ['- [ ] open\n- [x] done', '☐ open\n☑ done'],
    ['> # a heading\n> said', 'a heading\nsaid'],
  ])('%j reads %j', async (markdown, read) => {
    expect(await textOf(markdown)).toBe(read);
  });
});

describe('a description of Jira', () => {
  it.each([
    '# A heading\n\nA paragraph with **bold**, *slanted*, ~~struck~~ and `code`.',
    '- one\n- two\n  - deeper\n- three',
    '3. three\n4. four',
    '```ts\nconst a = 1;\n\nconst b = 2;\n```',
    '> quoted\n>\n> twice',
    '| a | b |\n| --- | --- |\n| 1 | 2 |',
    'a [link](https://acme.test/x)',
    'above\n\n---\n\nbelow',
  ])('is the Markdown it was made of: %j', async (markdown) => {
    expect(markdownOf(await adfOf(markdown))).toBe(markdown);
  });

  it('keeps what people put into it with the editor', () => {
    const text = (value: string) => ({ type: 'text', text: value });
    const inline = [
      { type: 'mention', attrs: { id: '1', text: '@Ann' } },
      text(' says '),
      { type: 'inlineCard', attrs: { url: 'https://acme.test/y' } },
      { type: 'hardBreak' },
      { type: 'status', attrs: { text: 'LATE', color: 'red' } },
    ];
    const boxes = [{ type: 'taskItem', attrs: { localId: '1', state: 'DONE' }, content: [text('it')] }];
    const document = {
      type: 'doc',
      version: 1,
      content: [
        { type: 'paragraph', content: inline },
        { type: 'panel', attrs: { panelType: 'info' }, content: [{ type: 'paragraph', content: [text('note')] }] },
        { type: 'taskList', attrs: { localId: '2' }, content: boxes },
        { type: 'expand', attrs: { title: 'more' }, content: [{ type: 'paragraph', content: [text('inside')] }] },
      ],
    };
    expect(markdownOf(document)).toBe('@Ann says https://acme.test/y\nLATE\n\n> note\n\n- [x] it\n\ninside');
  });

  it.each([null, undefined, 'text', { type: 7 }])('that is %j is empty', (description) => {
    expect(markdownOf(description)).toBe('');
  });
});
