import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodAgent } from '../../simulators/anthropic/agents/agents.ts';
import type { ScriptedAgent } from '../../simulators/anthropic/model-turn.ts';
import type { WorkflowRun } from '../../simulators/github/workflow-runs.ts';
import { type ScenarioWorld, startScenarioWorld } from './scenario-world.ts';

// Whoever comes second for a run ends at the gate.

let world: ScenarioWorld;
beforeAll(async () => {
  world = await startScenarioWorld();
});
afterAll(() => world.stop());

/** Dispatches the workflow once more with the inputs of a run, tokens included. */
async function dispatchAgain({ repository, workflow, branch, inputs }: WorkflowRun): Promise<void> {
  const { github } = world;
  const found = github.repositories.find(({ owner, name }) => `${owner}/${name}` === repository);
  if (found === undefined) throw new Error(`there is no repository ${repository}`);
  const { token } = github.tokens.mint(github.tokens.installationId(found), { permissions: { actions: 'write' } });
  const answer = await fetch(`${github.url}/repos/${repository}/actions/workflows/${workflow}/dispatches`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ ref: branch, inputs }),
  });
  if (!answer.ok) throw new Error(`the dispatch was refused: ${answer.status} ${await answer.text()}`);
}

/** Works well, and lets something happen in the middle of its first answer. */
function interrupted(happens: () => Promise<void>): { agent: ScriptedAgent; interruption: () => Promise<void> } {
  let interruption: Promise<void> | undefined;
  const agent: ScriptedAgent = (conversation) => {
    const turn = goodAgent(conversation);
    if (interruption !== undefined || typeof turn === 'string') return turn;
    interruption = happens();
    return { ...turn, thinkMs: 15_000 };
  };
  return { agent, interruption: async () => interruption };
}

const jobsOf = (run: WorkflowRun | undefined) =>
  (run?.jobs ?? []).map(({ name, conclusion, outputs }) => [name, conclusion, outputs?.['is_admitted']]);

test('a second workflow run of a run at work is turned away, and the first goes on', async () => {
  const { agent, interruption } = interrupted(async () => {
    const [first] = world.github.runs().filter(({ status }) => status === 'in_progress');
    if (first === undefined) throw new Error('nothing is at work');
    await dispatchAgain(first);
  });

  const played = await world.play({ agent });
  await interruption();

  const [first, second] = played.workflowRuns;
  expect(jobsOf(second)).toEqual([
    ['admit', 'success', 'false'],
    ['publish', 'skipped', undefined],
  ]);
  expect((second?.updatedAt ?? 0) - (second?.createdAt ?? 0)).toBeLessThan(15_000);
  expect(second?.updatedAt).toBeLessThan(first?.updatedAt ?? 0);
  expect(played.ticket.status).toBe('pr_ready');
  expect(played.runs).toMatchObject([{ status: 'succeeded', workflowRunId: String(first?.id) }]);
  expect(played.pulls).toHaveLength(1);
});

test('a workflow run that a person starts again when the run is over ends at the gate, without a call of the model', async () => {
  const before = await world.play({});
  const [{ id } = { id: 0 }] = before.workflowRuns;

  world.github.rerun(id);
  await world.until(() => world.github.runs().find((run) => run.id === id)?.status === 'completed');

  const after = await world.settled(before.key, before.repository);
  expect(after.workflowRuns).toMatchObject([{ attempt: 2, conclusion: 'success' }]);
  expect(jobsOf(after.workflowRuns[0])).toEqual([
    ['admit', 'success', 'false'],
    ['publish', 'skipped', undefined],
  ]);
  expect(after.requests).toEqual(before.requests);
  expect(after.runs).toEqual(before.runs);
  expect(after.comments).toEqual(before.comments);
});
