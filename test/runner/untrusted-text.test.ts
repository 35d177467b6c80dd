import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseGapAnalysis, renderGapAnalysis } from '../../runner/gap-analysis/gap-comment.ts';
import { redactor } from '../../runner/process/redact.ts';
import { codeBlock, presentable, presentableLine } from '../../runner/publishing/untrusted-text.ts';

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
  expect(codeBlock('a\n````\n# heading')).toBe('`````text\na\n````\n# heading\n`````');
});

test('secrets are taken out, known ones and those known by their look', () => {
  const text = `s3cr3t-value ghs_${'a'.repeat(30)} sk-ant-${'b'.repeat(30)} eyJhbGci.eyJzdWIi.sig`;

  expect(presentable(text, how)).toBe('[secret] [secret] [secret] [secret]');
});

test('a text is bounded, and no character is cut in two', () => {
  expect(presentable('🔍'.repeat(10), { ...how, length: 6 })).toBe('🔍🔍…');
});

test('a gap analysis is read back as it was written', () => {
  const item = fc
    .string({ minLength: 1, maxLength: 80 })
    .map((text) => presentableLine(text, how))
    .filter((text) => text !== '');
  const items = fc.array(item, { maxLength: 5 });
  fc.assert(
    fc.property(fc.record({ implemented: items, gaps: items, manualSteps: items }), (analysis) => {
      expect(parseGapAnalysis(renderGapAnalysis(analysis))).toEqual(analysis);
    }),
  );
});

test('empty sections say so, and whoever reads is invited to ask for more', () => {
  const text = renderGapAnalysis({ implemented: [], gaps: [], manualSteps: [] });

  expect(text.match(/None identified\./g)).toHaveLength(3);
  expect(text).toMatch(/\nComment `\/ai-implement` on this pull request/);
});

test('a very long analysis is cut with a count', () => {
  const gaps = Array.from({ length: 500 }, (_, index) => `${index} ${'x'.repeat(200)}`);
  const text = renderGapAnalysis({ implemented: [], gaps, manualSteps: [] });

  expect(text.length).toBeLessThan(60_000);
  expect(text).toMatch(/- … and \d+ more/);
});
