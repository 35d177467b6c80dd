import { expect, test } from 'vitest';
import { secretAdded } from '../../../runner/publishing/secret-forms.ts';
import { secretKeys } from '../../../shared/runtime/secret-keys.ts';

/** Put together here, so that no scanner takes this file for one that holds them. */
const JWT = ['eyJhbGciOiJSUzI1NiJ9', 'eyJpc3MiOiJhcGkifQ', 'c2ln-bmF0_dXJl'].join('.');

test.each([
  ['a person', ['ghp', 'a1'.repeat(18)]],
  ['an App, as until 2026', ['ghs', 'a1'.repeat(18)]],
  ['an App or a job', ['ghs', '1234567', JWT]],
])('a token of GitHub for %s is known by its form', (_, parts) => {
  expect(secretAdded('', `token: ${parts.join('_')}\n`, [])).toBe('a GitHub token');
});

test.each(['ghs_token', 'const ghp_of_the_year = 2026;', 'ghs_APP_JWT'])('%s is no token', (text) => {
  expect(secretAdded('', text, [])).toBeUndefined();
});

test('a token of our admin API is known by its form, and the name of a setting is not', () => {
  expect(secretAdded('', ['ai', 'implement', secretKeys.generate()].join('_'), [])).toBe('a token of our admin API');
  expect(secretAdded('', 'ai_implement_stack', [])).toBeUndefined();
});
