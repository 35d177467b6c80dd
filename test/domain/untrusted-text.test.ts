import fc from 'fast-check';
import { expect, test } from 'vitest';
import { redactor } from '../../runner/process/redact.ts';
import { unbroken } from '../../shared/domain/unseen-break.ts';
import {
  codeBlock,
  loggable,
  presentable,
  presentableLine,
  presentablePath,
  presentableTitle,
} from '../../shared/domain/untrusted-text.ts';

const how = { redact: redactor(['s3cr3t-value']), length: 10_000 };

test('no marker of ours can be forged', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('<', '!', '-', '>', 'ai-implement:gap', ' ', '\u0000', '\u202e') }),
      (text) => {
        expect(presentable(text, how)).not.toContain('<!--');
      },
    ),
  );
});

test.each(['@acme/security', 'thanks @pat!', '(@pat)'])('%s pings nobody', (text) => {
  expect(presentable(text, how)).not.toMatch(/@[a-z]/i);
});

test.each(['Fixes #12', 'closes: acme/other#3', 'Resolves https://linear.app/x/issue/ENG-2', 'completed ENG-2'])(
  '%s closes no ticket',
  (text) => {
    expect(presentable(text, how)).not.toMatch(/\b(?:fixes|closes|resolves|completed)\b/i);
  },
);

test.each(['fixes the bug', 'e.g. Array<string> and a < b', 'mail pat@', '| a | b |'])('%s reads as before', (text) => {
  expect(presentable(text, how).replaceAll('\u200b', '')).toBe(text);
});

test('a code fence that is left open is closed', () => {
  expect(presentable('```ts\nconst a = 1;', how)).toBe('```ts\nconst a = 1;\n```');
  expect(presentable('```ts\nconst a = 1;\n```', how)).toBe('```ts\nconst a = 1;\n```');
});

test('output of a program cannot leave its code block', () => {
  expect(codeBlock('a\n````\n# heading', how)).toBe('`````text\na\n````\n# heading\n`````');
});

test('secrets are taken out, known ones and those known by their look', () => {
  const text = `s3cr3t-value ghs_${'a'.repeat(30)} sk-ant-${'b'.repeat(30)} eyJhbGci.eyJzdWIi.sig`;

  expect(presentable(text, how)).toBe('[secret] [secret] [secret] [secret]');
});

test('a text is bounded, and no character is cut in two', () => {
  expect(presentable('🔍'.repeat(10), { ...how, length: 6 })).toBe('🔍🔍…');
});

const ADDRESS = 'https://example.com/a.png';

test.each([
  [`see [the page](${ADDRESS})`, `see the page (${ADDRESS})`],
  [`see [the page](<${ADDRESS}> "a title")`, `see the page (${ADDRESS})`],
  [`[${ADDRESS}](${ADDRESS})`, ADDRESS],
  [`![chart](${ADDRESS})`, `picture "chart" (${ADDRESS})`],
  [`![](${ADDRESS})`, `picture (${ADDRESS})`],
  [`[![chart](${ADDRESS})](https://example.org)`, `[picture "chart" (${ADDRESS})](https://example.org)`],
  [`![chart][one]\n\n[one]: ${ADDRESS}`, `![chart][one]\n\n[one]: ${ADDRESS}`],
  [`[one]\n[one]: ${ADDRESS}`, `[one]\n[one]: ${ADDRESS}`],
  [`<img src="${ADDRESS}">`, `<img src="${ADDRESS}">`],
  [`<${ADDRESS}>`, `<${ADDRESS}>`],
])('%j is text that shows its address', (text, shown) => {
  const made = presentable(text, how);
  expect(unbroken(made)).toBe(shown);
  expect(made).not.toMatch(/\]\(|\]:|<(?=[a-z])/);
});

test('neither nesting nor line breaks nor escapes leave a link, a picture or a tag', () => {
  const pieces = ['[', ']', '(', ')', '!', ':', '<', '>', '\\', '\n', ' ', 'a', '"', '\u200b', '\u2060', ADDRESS];
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...pieces) }), (text) => {
      expect(presentable(text, how)).not.toMatch(/\]\(|\]:|<[a-z!/]/);
    }),
  );
});

test.each([
  'javascript:do',
  'data:text/plain,a',
  'mailto:pat',
  'ftp://example.com',
  'app+x://open',
  'XMPP:pat',
  'x-https://a',
  `${'a'.repeat(50)}://b`,
  'xhttp://a',
])('%s is no address', (text) => {
  expect(presentable(text, how)).not.toBe(text);
  expect(unbroken(presentable(text, how))).toBe(text);
});

const WORDS = [
  ...['[skip ci]', '[ci skip]', '[no ci]', '[skip actions]', '[actions skip]', '[SKIP CI]', '[skip-ci]', '***NO_CI***'],
  ...['skip-checks: true', 'Skip-Checks:true', 'skip checks: true'],
  ...['@pat', 'cc @acme/security', 'https://linear.app/acme/profiles/pat'],
  ...[
    'fixes #1',
    'Closes: #1',
    'resolved acme/app#1',
    'fix GH-1',
    'closing ENG-1',
    'fixes **#1**',
    'fixes [#1]',
    'implements ENG-1',
  ],
];

test.each(WORDS)('%j is broken wherever it stands', (text) => {
  const inAll = (made: string) => {
    expect(made).not.toContain(text);
    expect(unbroken(made)).toContain(text);
  };
  inAll(presentable(`a ${text} b`, how));
  inAll(presentableLine(`a ${text} b`, how));
  inAll(presentableTitle(`a ${text} b`, how));
  inAll(presentablePath(`a/${text}/b`));
  inAll(codeBlock(`a ${text} b`, how));
});

test.each(['&#64;pat', '&commat;pat', '&lt;b&gt;'])('%s stays what it is', (text) => {
  expect(presentable(text, how)).not.toMatch(/&#?\w+;/);
});

test.each([
  'a [list] of (words)',
  'skip this',
  'check: ci',
  'a: b',
  'https://example.com',
  'no city',
  '[no]',
  'R&D; more',
])('%s is left as it is', (text) => {
  expect(presentable(text, how)).toBe(text);
});

test.each([presentable, presentableLine, presentableTitle])('%o hides nothing, and reorders nothing', (made) => {
  const text = [...'\u202e\u2066\u061c\u200e\u0007\u001b\u2028\ufeff\u{e0041}'].map((unseen) => `a${unseen}`).join('');
  expect(made(text, how)).toMatch(/^a[a ]*$/);
});

// A soft hyphen, joiners, a filler, a selector of variants, and several of them.
test.each(['\u200b', '\u2060', '\u00ad', '\u200d', '\u200c', '\u034f', '\u3164', '\ufe0f', '\u206a', '\u200d\ufe0f'])(
  'a secret that is hidden by %j is taken out',
  (unseen) => {
    expect(presentable(`s3cr3t${unseen}-value`, how)).toBe('[secret]');
  },
);

test.each(['❤️ and 👩‍🚒', 'می‌خواهم', '葛\u{e0100}'])('%s keeps what joins and varies it', (text) => {
  for (const made of [presentable(text, how), presentableTitle(text, how)]) expect(made).toBe(text);
});

test.each(['/merge', 'a\n/lgtm', '  /azp run', '/ok-to-test'])('%j is no command to a bot', (text) => {
  expect(presentable(text, how)).not.toMatch(/^\s*\/[a-z]/m);
  expect(unbroken(presentable(text, how))).toBe(text.trim());
});

test.each(['ENG-1 #close', 'ENG-1 #time 2d', 'a #done', '(#resolve)'])('%j is no command of a commit', (text) => {
  expect(presentableTitle(text, how)).not.toMatch(/#[a-z]/);
  expect(unbroken(presentableTitle(text, how))).toBe(text);
});

test.each(['C#', 'a/b', 'see #12', 'a // b'])('%s stays in a title', (text) => {
  expect(presentableTitle(text, how)).toBe(text);
});

test('what is presentable stays as it is', () => {
  const pieces = [
    '@a',
    '[skip ci]',
    'fixes #1',
    '](',
    '<b',
    '&amp;',
    'data:x',
    '\u200b',
    ' ',
    '\n',
    '```',
    `[a](${ADDRESS})`,
  ];
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...pieces) }), (text) => {
      const once = presentable(text, how);
      expect(presentable(once, how)).toBe(once);
    }),
  );
});

test.each([
  ['a/`b', 'a/?b'],
  ['a\u202eb', 'a?b'],
  ['a\nb', 'a?b'],
  ['a\u3164b', 'a?b'],
  ['a\u00adb', 'a?b'],
])('a path %j stays in its backticks', (path, shown) => {
  expect(presentablePath(path)).toBe(shown);
});

test.each([
  ['##[group]a', '## [group]a'],
  ['said ##[error]a', 'said ## [error]a'],
  ['::notice::a', '  | : :notice::a'],
  ['  ::notice::a', '  | : :notice::a'],
  ['said ::add-mask::a', 'said : :add-mask::a'],
  ['said ::notice file=a.ts,line=1::b', 'said : :notice file=a.ts,line=1::b'],
  ['a\r::notice::b', 'a\n  | : :notice::b'],
  ['std::string, [::1]', 'std::string, [::1]'],
  ['a\u001b[1mb', 'a[1mb'],
])('%j commands nothing in a log', (text, line) => {
  expect(loggable(text)).toBe(line);
});
