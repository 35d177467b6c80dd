import { expect, test } from 'vitest';
import { redactor } from '../../runner/process/redact.ts';
import { codeBlock, presentable, presentableLine } from '../../shared/domain/untrusted-text.ts';

// What text of others must not begin where it stands among ours.

const how = { redact: redactor(['s3cr3t-value']), length: 10_000 };

test.each(['\u200b```js x', '[```](https://docs.example)', '> - ~~~ x', '1. \u2060# x'])(
  'the line %j begins no block, and is a line',
  (text) => {
    const line = presentableLine(text, how);

    expect(line).not.toMatch(/\n|^[`~#>]|^[-+*] /);
    expect(line).toMatch(/x|https/);
  },
);

test.each(['mermaid', 'geojson', 'topojson', 'stl', 'Math', ' mermaid'])('code of %j is not drawn', (language) => {
  expect(presentable(`\`\`\`${language}\na\n\`\`\``, how)).not.toMatch(/`[ \w]+\n/);
  expect(presentable('```ts\na\n```', how)).toBe('```ts\na\n```');
});

test.each(['ENG-1 #close', 'see eng_x-12 and more #time 3d'])(
  '%j gives no command by a squashed description',
  (text) => {
    expect(presentable(text, how)).not.toMatch(/#[a-z]/);
    expect(presentable('the colour #fff and the heading #notes', how)).toBe('the colour #fff and the heading #notes');
  },
);

test.each(['Fixes <#12>', 'Closes; ENG-2', 'resolved.ENG-3', 'Fix | #4'])('%j closes nothing', (text) => {
  expect(presentable(text, how)).not.toMatch(/\b(?:fixes|closes|resolved|fix)\b/i);
});

test('of output its end is shown, without secrets that something unseen parts', () => {
  const shown = codeBlock(`${'a'.repeat(50)} s3cr3t\u200b-value`, { ...how, length: 20 });

  expect(shown).toBe(`\`\`\`text\n${'a'.repeat(11)} [secret]\n\`\`\``);
});
