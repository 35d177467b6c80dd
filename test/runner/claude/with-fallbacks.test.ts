import { expect, test } from 'vitest';
import type { ClaudePass } from '../../../runner/claude/claude.ts';
import { substitutionNotes, withFallbacks } from '../../../runner/claude/with-fallbacks.ts';
import { readRepositorySettings } from '../../../runner/prompts/repository-settings.ts';
import { DEFAULT_MODEL, DEFAULT_MODELS, LIGHT_MODEL } from '../../../shared/contract/default-models.ts';
import { fakeClaude } from '../fixtures/fake-claude.ts';

const fallbacksOf = async (workflow = '') =>
  (await readRepositorySettings(async (path) => (path === 'WORKFLOW.md' ? workflow : undefined), 'anthropic')).models
    .fallbacks;

/** Claude for a credential that has these models only. */
function claudeWith(...models: string[]) {
  return fakeClaude({
    implementation: ({ model }) => (models.includes(model) ? { text: model } : { code: 'model_not_found' }),
  });
}

const passBy = (model: string): ClaudePass => ({
  name: 'implementation',
  prompt: '',
  model,
  tools: 'write',
  folder: '/',
  maxTurns: 1,
  signal: new AbortController().signal,
});

test('the defaults go from the most capable to the lightest', () => {
  expect([DEFAULT_MODEL, LIGHT_MODEL]).toEqual([DEFAULT_MODELS[0], DEFAULT_MODELS.at(-1)]);
});

test('a default model that is not there is replaced by the next lighter one, once and for all', async () => {
  const fake = claudeWith(LIGHT_MODEL);
  const claude = withFallbacks(fake, await fallbacksOf());
  await claude.run(passBy(DEFAULT_MODEL));

  expect(await claude.run(passBy(DEFAULT_MODEL))).toMatchObject({ outcome: 'done', text: LIGHT_MODEL });
  expect(fake.passes.map(({ model }) => model)).toEqual([DEFAULT_MODEL, LIGHT_MODEL, LIGHT_MODEL]);
  expect(claude.substitutions()).toEqual([{ wanted: DEFAULT_MODEL, used: LIGHT_MODEL }]);
  expect(substitutionNotes(claude.substitutions())).toEqual([expect.stringContaining(`\`${LIGHT_MODEL}\` worked`)]);
});

test('where there is no lighter one, the model of WORKFLOW.md does it', async () => {
  const claude = withFallbacks(claudeWith('ours'), await fallbacksOf('---\nmodel: ours\n---\n'));

  expect(await claude.run(passBy(LIGHT_MODEL))).toMatchObject({ outcome: 'done', text: 'ours' });
});

test('a model that the repository names is not replaced', async () => {
  const fake = claudeWith(LIGHT_MODEL);
  const claude = withFallbacks(fake, await fallbacksOf('---\nmodel: ours\n---\n'));

  expect(await claude.run(passBy('ours'))).toMatchObject({ failure: { code: 'model_not_found' } });
  expect(fake.passes).toHaveLength(1);
  expect(claude.substitutions()).toEqual([]);
});

test('where none is there, the failure is that of the wanted one', async () => {
  const fake = fakeClaude({ implementation: ({ model }) => ({ code: 'model_not_found', detail: model }) });
  const result = await withFallbacks(fake, await fallbacksOf()).run(passBy(DEFAULT_MODEL));

  expect(result).toMatchObject({ failure: { message: expect.stringContaining(DEFAULT_MODEL) } });
});

test('any other failure of a model is its own', async () => {
  const fake = fakeClaude({ implementation: () => ({ code: 'model_overloaded' }) });
  await withFallbacks(fake, await fallbacksOf()).run(passBy(DEFAULT_MODEL));

  expect(fake.passes).toHaveLength(1);
});
