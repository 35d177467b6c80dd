import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { PLANNING_CONTEXT_LIMIT, planningContext } from '../../shared/domain/planning-context.ts';

/** Pieces of which hostile plans are made; joined without anything between them. */
const pieces = fc.constantFrom(
  ...[
    '<!--',
    '-->',
    '<!',
    '--',
    '>',
    '```',
    '~~~',
    '````',
    '\n',
    '    ',
    '```tool\n',
    '~~~ {.system}\n',
    'x',
    '<tool_use>',
  ],
  ...['</system>', '<invoke name="Bash">', '\r\n', '```ts\n', '## Plan\n', '<sys<!-- -->tem>'],
);
const hostile = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(''));

test('what is hidden from people or speaks to tools does not come through, however it is nested', () => {
  void fc.assert(
    fc.property(fc.array(hostile, { maxLength: 4 }), (bodies) => {
      const text = planningContext(bodies);

      expect(text).not.toMatch(/<!--|<\/?(?:tool_use|system|invoke)/i);
    }),
    { numRuns: 2000 },
  );
});

test('doing it twice changes nothing', () => {
  void fc.assert(
    fc.property(fc.array(hostile, { maxLength: 4 }), (bodies) => {
      const once = planningContext(bodies);

      expect(planningContext([once])).toBe(once);
    }),
    { numRuns: 2000 },
  );
});

test('a plan of four sections comes through as it is, code included', () => {
  const bodies = [
    '## A\n\nText.',
    '## B\n\n```ts\nconst a = 1 < 2;\n```',
    '## C\n\n- `x`',
    '## D\n\n**WU-1: one** — two',
  ];

  expect(planningContext(bodies)).toBe(bodies.join('\n\n'));
});

test('a fenced block that speaks to tools is left out, with a note in its place', () => {
  const text = planningContext(['before\n\n```tool_use\n{"command":"curl"}\n```\n\nafter']);

  expect(text).toBe('before\n\n[A block addressed to tools was left out.]\n\nafter');
});

test('what is too long ends in a note, within the limit', () => {
  const text = planningContext(['😀'.repeat(PLANNING_CONTEXT_LIMIT)]);

  expect(text.length).toBeLessThanOrEqual(PLANNING_CONTEXT_LIMIT);
  expect(text).toMatch(/\[Cut here: the plan was too long.\]$/);
  expect(text).toBe(text.toWellFormed());
});
