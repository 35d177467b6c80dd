import * as fc from 'fast-check';

/** Words that can be told from all else in a text. */
export const WORD = /q[a-y]{2,4}z/g;

const word = fc.string({ unit: fc.constantFrom(...'abehlostuy'), minLength: 2, maxLength: 4 }).map((s) => `q${s}z`);

const WRAPPED = ['**', '*', '_', '__', '***', '~~', '`', '``', '"', '(', '[', '<b>', '<!--', '|', '\\', '!', '@', '&'];
/** What begins something, or nothing, wherever it stands. */
const LOOSE = [
  ...['*', '**', '_', '~~', '`', '``', '```', '[', ']', '](', '[ ]', '[x]', '[X] ', '![', '<', '>', '<br>', '</adf>'],
  ...['&amp;', '&lt;b&gt;', '&nbsp;', '&#169;', '&unknown;', '&', '\\', '\\*', '\\[', '|', '\\|', ':', '#', '\u200b'],
  ...['😀', ':smile:', '@ann', '🏳️‍🌈', 'é', '\u202e', '\0', '\u0007', '\ud800', '<!-- note -->', '-->', '[^1]', '^1'],
  ...['<https://acme.test/a>', 'https://acme.test/b_c_d(e)?f=**g**', 'www.acme.test', 'a@acme.test', '<a@acme.test>'],
];

/** One line of emphasis, code, links, pictures, boxes, tags and entities, within each other and also unbalanced. */
const { line } = fc.letrec<{ line: string; part: string }>((tie) => ({
  line: fc.array(tie('part'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' ')),
  part: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    word,
    fc.constantFrom(...LOOSE),
    fc.tuple(word, fc.constantFrom(...LOOSE)).map((parts) => parts.join('')),
    fc.tuple(fc.constantFrom(...WRAPPED), tie('line')).map(([sign, text]) => sign + text + closing(sign)),
    fc
      .tuple(
        fc.constantFrom('', '!'),
        tie('line'),
        fc.constantFrom('https://acme.test/x', 'src/a.ts', '#top', '', 'a b'),
      )
      .map(([sign, text, url]) => `${sign}[${text}](${url})`),
    fc.tuple(tie('line'), fc.constantFrom('\n', '  \n', '\\\n', '\r\n'), tie('line')).map((parts) => parts.join('')),
  ),
}));

function closing(sign: string): string {
  return { '(': ')', '[': ']', '<b>': '</b>', '<!--': '-->' }[sign] ?? sign;
}

const MARKERS = [
  '- ',
  '* ',
  '+ ',
  '-  ',
  '-\t',
  '1. ',
  '0. ',
  '7) ',
  '123456789. ',
  '-',
  '- [ ] ',
  '- [x] ',
  '1. [ ] ',
  '-  [X] ',
];

/** Blocks in quotes and items in blocks: `> 1. [x] | a | b |`. */
const { block } = fc.letrec<{ block: string; blocks: string }>((tie) => ({
  blocks: fc
    .tuple(fc.array(tie('block'), { minLength: 1, maxLength: 3 }), fc.constantFrom('\n', '\n\n', '\n  \n'))
    .map(([parts, gap]) => parts.join(gap)),
  block: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    line,
    fc
      .tuple(fc.constantFrom('# ', '###### ', '#', '    ', '\t', '[note]: ', '[^1]: ', '[WIP]: '), line)
      .map((p) => p.join('')),
    fc.tuple(line, fc.constantFrom('\n===', '\n---', '\n- - -', '\n***')).map((parts) => parts.join('')),
    fc
      .tuple(fc.constantFrom('```', '```ts', '~~~~', '    ```'), line, fc.constantFrom('\n```', '\n~~~~', ''))
      .map(fenced),
    fc.array(fc.array(line, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }).map(table),
    fc
      .tuple(fc.constantFrom('<details>\n<summary>', '<div>\n\n', '<!--\n\n', '<adf>\n'), tie('blocks'))
      .map((parts) => parts.join('')),
    fc.array(fc.tuple(fc.constantFrom(...MARKERS), tie('blocks')), { minLength: 1, maxLength: 3 }).map(list),
    tie('blocks').map((text) => text.replaceAll(/^/gm, '> ')),
  ),
}));

function fenced([open, code, close]: string[]): string {
  return `${open}\n${code}${close}`;
}

function table(rows: string[][]): string {
  const head = (rows[0] ?? []).map(() => '-').join(' | ');
  return rows
    .map((cells) => `| ${cells.join(' | ')} |`)
    .toSpliced(1, 0, `| ${head} |`)
    .join('\n');
}

function list(items: [string, string][]): string {
  return items
    .map(([marker, text]) => marker + text.replaceAll('\n', `\n${' '.repeat(marker.trimEnd().length + 1)}`))
    .join('\n');
}

/** Markdown as people and models write it, and as nobody would: every block in every other, well formed and broken. */
export const markdownTexts = fc
  .array(block, { minLength: 1, maxLength: 4 })
  .chain((blocks) => fc.constantFrom('\n', '\n\n', '\r\n\r\n').map((gap) => blocks.join(gap)));
