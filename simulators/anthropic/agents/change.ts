import type { Conversation } from '../conversation.ts';
import type { ToolCall } from '../model-turn.ts';
import { bash, edit, linesRead, read, type Step, write } from './script.ts';

/** What the first version leaves out: the gap that the gap analysis names, and a follow-up closes. */
export const GAP = 'Empty input is not handled.';
const GAP_CLOSED = '// no input, no output';

/** The files of a ticket's change: `src/eng-1.mjs` and its test. */
export function filesOf({ ticketKey }: Pick<Conversation, 'ticketKey'>): { source: string; test: string } {
  const name = ticketKey.toLowerCase().replace(/[^a-z0-9-]/g, '-') || 'ticket';
  return { source: `src/${name}.mjs`, test: `test/${name}.test.mjs` };
}

/** How often the change was worked on, as its source says: 0 where it cannot be read. */
export function revisionOf(conversation: Conversation): number {
  const lines = linesRead(conversation, filesOf(conversation).source) ?? [];
  return Number(/revision (\d+)/.exec(lines.join('\n'))?.[1] ?? 0);
}

/** Whether the diff or file that the conversation shows handles empty input. */
export function isGapClosed(conversation: Conversation): boolean {
  return [conversation.prompt, ...conversation.calls.map(({ result }) => result)].join('\n').includes(GAP_CLOSED);
}

/** Reads what is there, writes source, test and a line of the README, and commits. A later pass writes the next revision. */
export function changeSteps(): Step[] {
  return [
    (c) => ({
      text: 'I look at the repository first.',
      calls: ['README.md', filesOf(c).source, filesOf(c).test].map((path) => read(c, path)),
    }),
    (c) => ({ text: 'Now the change and its test.', calls: writes(c) }),
    { calls: [bash('git add -A')] },
    (c) => ({ calls: [bash(`git commit -m "${c.ticketKey}: greet by name"`)] }),
  ];
}

function writes(conversation: Conversation): ToolCall[] {
  const { source, test } = filesOf(conversation);
  const isClosing = conversation.prompt.includes(GAP) || isGapClosed(conversation);
  const revision = revisionOf(conversation) + 1;
  const [title] = linesRead(conversation, 'README.md') ?? [];
  const entry = `\n\n- ${conversation.ticketKey}: see \`${source}\``;
  const mention = title && revision === 1 ? [edit(conversation, 'README.md', title, `${title}${entry}`)] : [];
  return [
    write(conversation, source, sourceText(conversation.ticketKey, revision, isClosing)),
    write(conversation, test, testText(source.slice('src/'.length), isClosing)),
    ...mention,
  ];
}

function sourceText(key: string, revision: number, isClosing: boolean): string {
  const guard = isClosing ? `  if (name === '') return ''; ${GAP_CLOSED}\n` : '';
  return `// ${key}, revision ${revision}\nexport function greeting(name) {\n${guard}  return \`Hello, \${name}!\`;\n}\n`;
}

function testText(file: string, isClosing: boolean): string {
  const more = isClosing ? "\ntest('says nothing to nobody', () => assert.equal(greeting(''), ''));\n" : '';
  return [
    "import assert from 'node:assert/strict';",
    "import { test } from 'node:test';",
    `import { greeting } from '../src/${file}';`,
    '',
    "test('greets by name', () => assert.equal(greeting('Ada'), 'Hello, Ada!'));",
    more,
  ].join('\n');
}
