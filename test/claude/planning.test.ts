import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodAgent } from '../../simulators/anthropic/agents/agents.ts';
import { bash, edit, read, write } from '../../simulators/anthropic/agents/script.ts';
import type { ScriptedAgent, ToolCall } from '../../simulators/anthropic/model-turn.ts';
import { branchesOf, fileOn, type ScenarioWorld, startScenarioWorld } from './scenario-world.ts';

// A planning run reads, and what it would write is denied: its plan is all that comes of it.

let world: ScenarioWorld;
beforeAll(async () => {
  world = await startScenarioWorld();
});
afterAll(() => world.stop());

const COMMANDS = [
  'echo planned > planned.txt',
  'git commit --allow-empty -m planned',
  'git push origin HEAD:refs/heads/planned',
];

type Attempt = (conversation: Parameters<ScriptedAgent>[0]) => ToolCall;
const ATTEMPTS: Attempt[] = [
  (conversation) => write(conversation, 'planned.txt', 'planned\n'),
  (conversation) => edit(conversation, 'README.md', 'Greets people.', 'planned'),
  ({ folder }) => ({
    tool: 'NotebookEdit',
    input: { notebook_path: `${folder}/planned.ipynb`, new_source: 'planned', edit_mode: 'insert' },
  }),
  ...COMMANDS.map((command) => () => bash(command)),
  () => ({ tool: 'WebFetch', input: { url: 'http://127.0.0.1:1/planned', prompt: 'planned' } }),
  () => ({
    tool: 'Task',
    input: { description: 'Plan', prompt: 'Write planned.txt', subagent_type: 'general-purpose' },
  }),
];

/** Reads a file, tries all that in one turn, and then plans. */
const overreaching: ScriptedAgent = (conversation) => {
  if (conversation.pass !== 'plan') return goodAgent(conversation);
  if (conversation.turns === 0)
    return { calls: [read(conversation, 'README.md'), ...ATTEMPTS.map((attempt) => attempt(conversation))] };
  if (conversation.turns === 1) return { calls: [read(conversation, 'README.md')] };
  return goodAgent({ ...conversation, turns: conversation.turns - 2 });
};

test('a planning run cannot edit, commit or push, and its plan is what is implemented', async () => {
  const { key, repository } = await world.begin({ agent: overreaching, mapping: { planningEnabled: true } });
  const played = await world.settled(key, repository, 2);

  const results = played.requests.filter(({ pass }) => pass === 'plan').flatMap((request) => request.results);
  const denied = results.filter((result) => /No such tool available|permission|denied/i.test(result));
  expect(denied).toHaveLength(ATTEMPTS.length);
  expect(results.some((result) => result.includes('Greets people.'))).toBe(true);
  expect(played.runs.map(({ phase, status }) => [phase, status])).toEqual([
    ['planning', 'succeeded'],
    ['implementation', 'succeeded'],
  ]);
  const head = played.pulls[0]?.head ?? '';
  expect(await branchesOf(world, repository)).toEqual([head, 'main'].sort());
  for (const path of ['planned.txt', 'planned.ipynb'])
    expect(await fileOn(world, repository, head, path)).toBe(undefined);
  expect(await fileOn(world, repository, 'main', 'README.md')).toBe('# A repository\n\nGreets people.');
});
