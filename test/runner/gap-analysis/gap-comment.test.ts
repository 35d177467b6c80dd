import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseGapAnalysis, renderGapAnalysis } from '../../../runner/gap-analysis/gap-comment.ts';
import { presentableLine } from '../../../shared/domain/untrusted-text.ts';

test('a gap analysis is read back as it was written', () => {
  const item = fc
    .string({ minLength: 1, maxLength: 80 })
    .map((text) => presentableLine(text, { length: 10_000 }))
    .filter((text) => text !== '');
  const items = fc.array(item, { maxLength: 5 });
  fc.assert(
    fc.property(fc.record({ implemented: items, gaps: items, manualSteps: items }), items, (analysis, addressed) => {
      expect(parseGapAnalysis(renderGapAnalysis(analysis, { addressed }))).toEqual(analysis);
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
