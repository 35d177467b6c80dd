import { expect, test } from 'vitest';
import { aTemplatesWorld } from './a-templates-world.ts';

const PROFILE = 'eu.anthropic.claude-sonnet-4-6';
const ON_BEDROCK = { provider: 'bedrock', awsRegion: 'eu-west-1' } as const;
const naming = (model: string) => ({
  path: 'WORKFLOW.md',
  content: `---\r\nmodel: ${model} # ours\r\n---\r\nDo it.\r\n`,
});

test.each([
  ['that of the mapping', PROFILE, naming(PROFILE), 'model_known', `Runs use ${PROFILE}`],
  [
    'its id in an ARN',
    `arn:aws:bedrock:eu-west-1:1:inference-profile/${PROFILE}`,
    naming(`"${PROFILE}"`),
    'model_known',
    '',
  ],
  ['another', PROFILE, naming('us.anthropic.claude-opus'), 'model_differs', `the mapping names ${PROFILE}`],
  ['one where the mapping names none', undefined, naming(PROFILE), 'model_known', `Runs use ${PROFILE}`],
  ["a name of Anthropic's", undefined, naming('claude-sonnet-4-6'), 'model_differs', 'Bedrock does not know it'],
  ['none', PROFILE, { path: 'WORKFLOW.md', content: 'model: in the text\n' }, 'model_needed', 'names none'],
  ['none that can be read', PROFILE, naming('{{model}}\u0007'), 'model_needed', 'names none'],
])('on Bedrock a WORKFLOW.md that stands and names %s is told as it is', async (...row) => {
  const [, bedrockModelId, file, code, words] = row;
  const world = await aTemplatesWorld({ ...ON_BEDROCK, ...(bedrockModelId !== undefined && { bedrockModelId }) });
  world.codeHost.push('main', file);

  const told = (await world.drift()).checks.find(({ name }) => name.startsWith('Model,'));

  expect(told).toMatchObject({ code, verdict: code === 'model_known' ? 'ok' : 'warning' });
  expect(told?.evidence).toContain(words);
});

test('on Bedrock the model may stand in the configuration of the repository', async () => {
  const world = await aTemplatesWorld({ ...ON_BEDROCK, bedrockModelId: PROFILE });
  world.codeHost.push('main', { path: 'WORKFLOW.md', content: 'Do it.' });
  world.codeHost.push('main', { path: '.ai-implement/config.yml', content: `models:\n  implement: ${PROFILE}\n` });

  const told = (await world.drift()).checks.filter(({ name }) => name.startsWith('Model,'));
  expect(told).toMatchObject([{ code: 'model_known', verdict: 'ok' }]);
});
