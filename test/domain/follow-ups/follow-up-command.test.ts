import { describe, expect, test } from 'vitest';
import { commandIn, INSTRUCTION_LIMIT } from '../../../shared/domain/follow-ups/follow-up-command.ts';

describe('a comment asks for a follow-up', () => {
  test.each<[string, string, string]>([
    ['alone', '/ai-implement', ''],
    ['with a wish on its line', '/ai-implement add a test', 'add a test'],
    ['with a wish on the lines after it', '/ai-implement\n\nRename it.\nAnd test it.', 'Rename it.\nAnd test it.'],
    ['below other words', 'Thanks, nearly there.\n\n/ai-implement fix the typo', 'fix the typo'],
    ['right below other words', 'Nearly there.\n/ai-implement fix the typo', 'fix the typo'],
    ['with line ends of Windows', 'Nearly.\r\n\r\n/ai-implement fix it\r\nall', 'fix it\nall'],
    ['indented as little as prose may be', '   /ai-implement go', 'go'],
    ['after code that has ended', '```ts\nconst a = 1;\n```\n/ai-implement use b', 'use b'],
    ['after a fence of tildes that has ended', '~~~~\n~~~\n~~~~\n/ai-implement', ''],
    ['after a quote and an empty line', '> Why?\n\n/ai-implement say why', 'say why'],
    ['after an HTML comment', '<!-- hint: be nice -->\n/ai-implement go', 'go'],
    ['after code that shows how an HTML comment begins', '```html\n<!--\n```\n/ai-implement go', 'go'],
    ['right after an HTML comment on its line', '<!-- a --><!-- b -->/ai-implement go', 'go'],
    ['with a tab after it', '/ai-implement\tgo', 'go'],
    ['after backticks that are no fence', '```x``` is odd\n/ai-implement go', 'go'],
  ])('%s', (_, body, instruction) => {
    expect(commandIn(body)).toEqual({ instruction });
  });

  test('and code in its instruction stays as it is', () => {
    expect(commandIn('/ai-implement do\n```\n/x\n```')).toEqual({ instruction: 'do\n```\n/x\n```' });
  });

  test('and a wish of any length is cut', () => {
    expect(commandIn(`/ai-implement ${'x'.repeat(70_000)}`)?.instruction).toHaveLength(INSTRUCTION_LIMIT);
  });
});

describe('a comment asks for nothing', () => {
  test.each<[string, string]>([
    ['without the command', 'Looks good.'],
    ['that is empty', ''],
    ['with the command inside a sentence', 'You can say /ai-implement here.'],
    ['that quotes it', '> /ai-implement add a test'],
    ['that quotes it in two lines, the second without its mark', '> You can say\n/ai-implement here'],
    ['that shows it as code', '```\n/ai-implement\n```'],
    ['that shows it in a fence that is never closed', '~~~sh\n/ai-implement'],
    ['that shows it in a longer fence', '````\n```\n/ai-implement\n````'],
    ['that shows it as indented code', 'Say:\n\n    /ai-implement'],
    ['that shows it inline', '`/ai-implement`'],
    ['that hides it', '<!--\n/ai-implement\n-->'],
    ['that hides it without an end', 'Hi <!-- \n/ai-implement'],
    ['with another command that begins alike', '/ai-implementer go'],
    ['with a path that begins alike', '/ai-implement/docs'],
    ['in other capitals', '/AI-Implement go'],
  ])('%s', (_, body) => {
    expect(commandIn(body)).toBeUndefined();
  });
});
