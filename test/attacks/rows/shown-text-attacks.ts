import { leftOutLines } from '../../../runner/publishing/left-out-words.ts';
import { codeBlock, presentable, presentableLine } from '../../../shared/domain/untrusted-text.ts';
import type { Attack, AttackRows, Defence } from '../attack.ts';
import { rendered } from './readers-of-text.ts';

// Blocks and lines that text of others would begin among ours, and what a site would draw of it.

const taken = (name: string, text: string, instead: string): Defence => ({
  name,
  file: 'shared/domain/untrusted-text.ts',
  text,
  instead,
});
const LINE_START = taken(
  'a line begins no heading, list or block of code',
  '/^(?:[#>\\s\\u200b]+|[-+*] |\\d+[.)] |[`~]{3,}\\w*)+/',
  '/^$/',
);
const NOT_DRAWN = taken(
  'code that would be drawn stays code',
  '  /[`~]{3,}(?=[ \\t]*(?:mermaid|geojson|topojson|stl|math)\\b)/gi,\n',
  '',
);
const NO_SMART_LINE = taken(
  'commands after the key of a ticket are broken',
  'const SMART_LINE = /(?<=\\b[a-z][a-z0-9_]{1,20}-\\d{1,10}\\b[^\\n]{0,300})#(?=[a-z])/gi;',
  'const SMART_LINE = /^$^/gi;',
);
const SEEN_FIRST = taken(
  'secrets are looked for in output as it is shown',
  'redact(seenIn(text)).slice(-length)',
  'seenIn(redact(text)).slice(-length)',
);

const LENGTH = { length: 1000 };
const post = (text: string) => presentable(text, LENGTH);

const ROWS: readonly Attack[] = [
  {
    name: 'a finding pretends to be a heading of the pull request',
    asset: 'what the pull request says of a run',
    wayIn: 'a line that begins with the sign of a heading',
    defence: LINE_START,
    isHeld: () => !rendered(presentableLine('# Approved', LENGTH)).includes('<h1>'),
  },
  {
    name: 'a finding swallows what stands below it into a block of code',
    asset: 'what the pull request says of a run',
    wayIn: 'a link of which the words are a fence',
    defence: LINE_START,
    isHeld: () => {
      const line = presentableLine('[```](https://canary.example)', LENGTH);
      return !rendered(`- ${line}\n- next`).includes('<pre>');
    },
  },
  {
    name: 'a plan shows a diagram whose parts are links that show no address',
    asset: 'what a reading pass has read',
    wayIn: 'code that is drawn in the answer of a model',
    defence: NOT_DRAWN,
    isHeld: () => !/^```mermaid$/m.test(post('```mermaid\ngraph LR; a-->b\n```')),
  },
  {
    name: 'a summary gives Jira a command where its pull request is squashed',
    asset: 'other tickets',
    wayIn: 'a command in the answer of a model',
    defence: NO_SMART_LINE,
    isHeld: () => !/[A-Z]+-\d+ [^\n]*#canary/.test(post('It does ENG-99 #canary now.')),
  },
  {
    name: 'the words about a file that is left out show a picture',
    asset: 'what people are asked to load',
    wayIn: "the list of what is left out, which the agent's job hands over",
    defence: {
      name: 'words about what is left out go through the module for texts of others',
      file: 'runner/publishing/left-out-words.ts',
      text: 'presentableLine(what, { redact, length: 200 })',
      instead: 'what',
    },
    isHeld: () => {
      const leftOut = [{ path: 'a.txt', kind: 'mode', what: '![canary](https://canary.example)' } as const];
      return !rendered(leftOutLines(leftOut, (text) => text).join('\n')).includes('<img');
    },
  },
  {
    name: 'the output of a check shows a secret with an unseen character in it',
    asset: 'credentials of the job',
    wayIn: 'the output of a program of the repository',
    defence: SEEN_FIRST,
    isHeld: () => {
      const redact = (text: string) => text.replace('canary-secret', '[secret]');
      return !codeBlock('canary-\u200bsecret', { redact, length: 100 }).includes('canary-secret');
    },
  },
];

export const ATTACKS: AttackRows = { about: 'Blocks and lines under our name', rows: ROWS };
