import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { branchName } from '../../shared/domain/branch-name.ts';

test('whatever the title, the branch is a name that git takes, and its slug has 48 characters at most', () => {
  void fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (title) => {
      const branch = branchName('ENG-1', title);

      expect(branch).toMatch(/^ai-implement\/ENG-1(-[a-z0-9]+)*$/);
      expect(branch.length).toBeLessThanOrEqual('ai-implement/ENG-1-'.length + 48);
    }),
  );
});

test.each([
  ['Add user export', 'ai-implement/ENG-1-add-user-export'],
  ['  Crème brûlée, s’il vous plaît! ', 'ai-implement/ENG-1-creme-brulee-s-il-vous-plait'],
  ['日本語', 'ai-implement/ENG-1'],
  ['', 'ai-implement/ENG-1'],
  [`${'a'.repeat(47)} b`, `ai-implement/ENG-1-${'a'.repeat(47)}`],
])('the title %j gives %s', (title, branch) => {
  expect(branchName('ENG-1', title)).toBe(branch);
});

test('the prefix of the mapping stands before the branch', () => {
  expect(branchName('ENG-1', 'Fix', { prefix: 'bots/claude' })).toBe('bots/claude/ai-implement/ENG-1-fix');
});

test('the branch of a second round is another one, however long the title', () => {
  expect(branchName('ENG-1', 'Fix', { round: 2 })).toBe('ai-implement/ENG-1-fix-2');
  expect(branchName('ENG-1', 'a'.repeat(60), { round: 3 })).toBe(`ai-implement/ENG-1-${'a'.repeat(48)}-3`);
});
