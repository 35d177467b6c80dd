import { expect, test } from 'vitest';
import { findClaude } from '../../local/world/vendors/claude-code.ts';
import { goodAgent } from '../../simulators/anthropic/agents/agents.ts';
import { bedrockEnvironment } from '../contracts/a-model-world.ts';
import { stageMaker } from '../contracts/claude-stage.ts';

const claude = findClaude();
if (claude === undefined) throw new Error('Claude Code is not installed: npm run test:claude installs it');
const aStage = stageMaker(claude.path);

test('an answer that breaks off is asked for again', async () => {
  const { run, workplace, world } = await aStage(goodAgent);
  world.model.faults.add({ operation: 'messages/implementation', kind: 'broken_stream', times: 1 });

  const { code } = await run('implementation');

  expect(code).toBe(0);
  expect(world.model.requests()[0]?.status).toBe(0);
  expect(workplace.git('log', '--oneline').trim().split('\n')).toHaveLength(2);
});

test('so is one of Bedrock', async () => {
  const { run, world } = await aStage(goodAgent);
  world.model.faults.add({ operation: 'invoke-with-response-stream/implementation', kind: 'broken_stream', times: 1 });

  const { code } = await run('implementation', { env: await bedrockEnvironment(world) });

  expect(code).toBe(0);
});
