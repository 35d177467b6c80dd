import { describe, expect, it } from 'vitest';
import { adfOf } from '../../shared/adapters/jira/adf-of.ts';
import { markdownOf } from '../../shared/adapters/jira/markdown-of.ts';
import { adfText } from '../../simulators/jira/adf.ts';

const textOf = async (markdown: string) => adfText(await adfOf(markdown)).trim();

const nodesOf = async (markdown: string) => (await adfOf(markdown)).content;
const text = (value: string, ...marks: string[]) =>
  marks.length === 0
    ? { type: 'text', text: value }
    : { type: 'text', text: value, marks: marks.map((type) => ({ type })) };

describe('Markdown on Jira', () => {
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
    ['> - [ ] quoted', '☐ quoted'],
    ['1. [ ] first\n2. [X] second', '☐ first\n☑ second'],
    ['- a\n  1. [x] b', 'a\n☑ b'],
    ['-  [ ] wide', '☐ wide'],
    ['- [ ]\n- [x]\tx', '☐\n☑\tx'],
    ['- [ ] one\n- no box', '☐ one\nno box'],
    ['- \\[ ] no box\n- [x](https://acme.test)', '[ ] no box\nx'],
    ['say `a  b`', 'say a  b'],
    ['&lt;b&gt; &amp;amp; &#169; AT&T', '<b> &amp; © AT&T'],
    ['- see ![the plan](https://acme.test/p.png)', 'see the plan'],
    ['word[^1] and [WIP]\n\n[^1]: note\n\n[WIP]: login', 'word[^1] and [WIP]\n[^1]: note\n[WIP]: login'],
    ['[relative](src/a.ts) and ![](img/a.png)', '[relative](src/a.ts) and ![](img/a.png)'],
    ['[](https://acme.test/a) [text]()', 'https://acme.test/a text'],
    ['a | b\n--- | ---\n`x|y` | z | more', 'a\nb\n\n`x\ny` | z | more'],
    ['<!--\n\nhidden\n\n--> seen', 'seen'],
    ['words <!-- not closed', 'words <!-- not closed'],
    ['<!-- nothing else -->', '<!-- nothing else -->'],
    ['~~~~struck~~ out', 'struck~~ out'],
    ['a\r\nb\r\n\r\nc', 'a b\nc'],
    ['title\n===\n> - quoted', 'title\nquoted'],
    ['**not closed `nor this', '**not closed `nor this'],
    ['a\u0000b\ud800', 'a\ufffdb\ufffd'],
    ['-', '-'],
    ['', '(no text)'],
    ['> # a heading\n> said', 'a heading\nsaid'],
  ])('%j reads %j', async (markdown, read) => {
    expect(await textOf(markdown)).toBe(read);
  });
});

describe('a paragraph on Jira', () => {
  it('has its marks wherever they begin and end', async () => {
    const href = 'https://acme.test/u';
    const linked = (node: object, ...marks: string[]) => ({
      ...node,
      marks: [{ type: 'link', attrs: { href } }, ...marks.map((type) => ({ type }))],
    });
    expect(await nodesOf(`[a **b** \`c\`](${href})`)).toEqual([
      {
        type: 'paragraph',
        content: [linked(text('a ')), linked(text('b'), 'strong'), linked(text(' ')), linked(text('c'), 'code')],
      },
    ]);
    expect(await nodesOf('**a  \nb *c*** ~~`d`~~')).toEqual([
      {
        type: 'paragraph',
        content: [
          ...[text('a', 'strong'), { type: 'hardBreak' }, text('b ', 'strong'), text('c', 'strong', 'em')],
          ...[text(' '), text('d', 'code')],
        ],
      },
    ]);
  });

  it('that is a picture shows it, where Jira can load it', async () => {
    const attrs = { type: 'external', url: 'https://acme.test/p.png', alt: 'the plan' };
    expect(await nodesOf('![the plan](https://acme.test/p.png)')).toEqual([
      { type: 'mediaSingle', attrs: { layout: 'center' }, content: [{ type: 'media', attrs }] },
    ]);
  });
});

describe('a description of Jira', () => {
  it.each([
    '# A heading\n\nA paragraph with **bold**, *slanted*, ~~struck~~ and `code`.',
    '- one\n- two\n  - deeper\n- three',
    '3. three\n4. four',
    '0. none\n1. one',
    '**a *b*** c',
    '[`code` and **bold**](https://acme.test/x)',
    'see https://acme.test/x',
    '``a`b``',
    '````md\n```\n````',
    '```ts\nconst a = 1;\n\nconst b = 2;\n```',
    '> quoted\n>\n> twice',
    '| a | b |\n| --- | --- |\n| 1 | 2 |',
    'a [link](https://acme.test/x)',
    'above\n\n---\n\nbelow',
  ])('is the Markdown it was made of: %j', async (markdown) => {
    expect(markdownOf(await adfOf(markdown))).toBe(markdown);
  });

  it('keeps what people put into it with the editor', () => {
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
    expect(markdownOf(document)).toBe(
      '@Ann says https://acme.test/y\nLATE\n\n> note\n\n- [x] it\n\n**more**\n\ninside',
    );
  });

  const link = { type: 'link', attrs: { href: 'https://acme.test/x' } };
  it.each([
    [[{ type: 'text', text: 'code', marks: [link, { type: 'code' }] }], '[`code`](https://acme.test/x)'],
    [[text('bold ', 'strong'), text('and slanted ', 'em', 'strong'), text('on')], '**bold *and slanted*** on'],
    [[{ type: 'date', attrs: { timestamp: '1735689600000' } }], '2025-01-01'],
    [[{ type: 'date', attrs: { timestamp: 'soon' } }, text(' '), { type: 'date' }, text('.')], 'soon .'],
    [[{ type: 'date', attrs: { timestamp: '9e99' } }], '9e99'],
    [
      [{ type: 'inlineCard', attrs: { data: { url: 'https://acme.test/y', name: 'Why' } } }],
      '[Why](https://acme.test/y)',
    ],
    [[{ type: 'inlineCard', attrs: { data: { '@id': 'https://acme.test/y' } } }], 'https://acme.test/y'],
    [[text('kept'), null, { type: 'text', text: 7, marks: null }, { type: 'mention', attrs: [] }], 'kept'],
  ])('%j reads %j', (content, markdown) => {
    expect(markdownOf({ type: 'doc', version: 1, content: [{ type: 'paragraph', content }] })).toBe(markdown);
  });

  it.each([null, undefined, 'text', { type: 7 }])('that is %j is empty', (description) => {
    expect(markdownOf(description)).toBe('');
  });
});

it('a document whose types are named like what every object has is read as text', () => {
  const odd = ['constructor', 'toString', '__proto__'].map((type) => ({ type, content: [text('said')] }));
  expect(markdownOf({ type: 'doc', content: odd })).toContain('said');
});
