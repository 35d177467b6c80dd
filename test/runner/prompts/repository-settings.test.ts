import { expect, test } from 'vitest';
import { readRepositorySettings } from '../../../runner/prompts/repository-settings.ts';

const read = (files: Record<string, string>, provider: 'anthropic' | 'bedrock' = 'anthropic') =>
  readRepositorySettings(async (path) => files[path], provider);

const CONFIG = '.ai-implement/config.yml';
const models = 'models:\n  implement: from-config\n  review: review-from-config\n';

test('a repository without any of the files is worked on with our defaults', async () => {
  expect(await read({})).toMatchObject({
    workflow: { prompt: '', settings: {} },
    config: { reviewProviders: [], reviewCheckNames: [] },
    models: {
      plan: 'claude-sonnet-4-6',
      implement: 'claude-sonnet-4-6',
      review: 'claude-sonnet-4-6',
      gapAnalysis: 'claude-haiku-4-5-20251001',
    },
  });
});

test('front matter and HTML comments are no part of the prompt', async () => {
  const { workflow } = await read({
    'WORKFLOW.md':
      '---\n# a note\nmodel: "m"\nsetup: scripts/up.sh\nverify:\n---\n\n# Do it\n<!-- not\nthis -->\n---\nEnd <!-- nor this',
  });

  expect(workflow.prompt).toBe('# Do it\n\n---\nEnd');
  expect(workflow.settings).toEqual({ model: 'm', setup: 'scripts/up.sh' });
});

test.each([
  [
    'its own prompt file first',
    { 'PLANNING.md': '---\nmodel: p\n---', 'WORKFLOW.md': '---\nmodel: w\n---' },
    { plan: 'p' },
  ],
  [
    'then WORKFLOW.md',
    { 'WORKFLOW.md': '---\nmodel: w\n---', [CONFIG]: models },
    { plan: 'w', implement: 'w', review: 'w' },
  ],
  ['then the configuration', { [CONFIG]: models }, { implement: 'from-config', review: 'review-from-config' }],
  ['for the gap analysis', { 'WORKFLOW.md': '---\nmodel: w\ngap_analysis_model: g\n---' }, { gapAnalysis: 'g' }],
])('the model of a phase is taken from %s', async (_, files, expected) => {
  expect((await read(files)).models).toMatchObject(expected);
});

test('on Bedrock the gap analysis takes the one model that is named, and there is no default', async () => {
  expect((await read({ 'WORKFLOW.md': '---\nmodel: eu.some-model\n---' }, 'bedrock')).models.gapAnalysis).toBe(
    'eu.some-model',
  );
  await expect(read({}, 'bedrock')).rejects.toThrow(/With Bedrock, WORKFLOW.md must name the model/);
});

test.each([
  ['WORKFLOW.md', '---\nmodel: [a\n---', /file of the repository: WORKFLOW.md/],
  ['WORKFLOW.md', '---\nmodel: [a]\n---', /file of the repository: the front matter of WORKFLOW.md: [\s\S]*model/],
  [CONFIG, 'packageManager: bun', /file of the repository: \.ai-implement\/config\.yml: [\s\S]*packageManager/],
  [CONFIG, 'reviewProvider: [x]', /file of the repository: \.ai-implement\/config\.yml: [\s\S]*reviewProvider/],
  [CONFIG, 'models: *nothing', /file of the repository: \.ai-implement\/config\.yml: [\s\S]*nothing/],
  [
    CONFIG,
    `a: &a x\nb: [${Array(11).fill('*a').join()}]`,
    /file of the repository: \.ai-implement\/config\.yml: .*alias/,
  ],
  [CONFIG, 'models: {implement: [', /file of the repository: \.ai-implement\/config\.yml/],
])('a mistake in %s (%j) is named', async (path, content, words) => {
  await expect(read({ [path]: content })).rejects.toMatchObject({
    code: 'repository_file_wrong',
    message: expect.stringMatching(words),
  });
});
