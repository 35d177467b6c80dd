import { afterAll, beforeAll, expect, test } from 'vitest';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { goodAgent } from '../../simulators/anthropic/agents/agents.ts';
import type { ScriptedAgent } from '../../simulators/anthropic/model-turn.ts';
import { type ScenarioWorld, startScenarioWorld } from './scenario-world.ts';

// Runs that take long, and runs on this machine.

let world: ScenarioWorld;
beforeAll(async () => {
  world = await startScenarioWorld();
});
afterAll(() => world.stop());

const WORK_MINUTES = 80;
const STEP_MINUTES = 4;

/** Lets the time of a long job pass with signs of life, as its heartbeats would give them: those go by real minutes. */
async function letTimePass(ticketKey: string): Promise<void> {
  const run = world.github.runs().find(({ inputs }) => inputs['ticket_key'] === ticketKey);
  const { callback_url: url, progress_token: token } = run?.inputs ?? {};
  for (let passed = 0; passed < WORK_MINUTES; passed += STEP_MINUTES) {
    world.clock.advance(STEP_MINUTES * MINUTE_MS);
    const answer = await fetch(`${url}/runner/progress`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'heartbeat' }),
    });
    if (!answer.ok) throw new Error(`no heartbeat after ${passed} minutes: ${await answer.text()}`);
  }
}

test('a job that outlives the hour of a GitHub token is published all the same', async () => {
  let passing: Promise<void> | undefined;
  const agent: ScriptedAgent = (conversation) => {
    const turn = goodAgent(conversation);
    if (passing !== undefined || typeof turn === 'string') return turn;
    passing = letTimePass(conversation.ticketKey);
    return { ...turn, thinkMs: 5000 };
  };

  const played = await world.play({ agent });
  await passing;

  const [run] = played.runs;
  expect(Date.parse(run?.endedAt ?? '') - Date.parse(run?.startedAt ?? '')).toBeGreaterThan(WORK_MINUTES * MINUTE_MS);
  expect(played.runs).toMatchObject([{ status: 'succeeded' }]);
  expect(played.pulls).toHaveLength(1);
});

test('a run of executor local ends as a pull request with its gap analysis, without a workflow run', async () => {
  const played = await world.play({ mapping: { executor: 'local' } });

  expect(played.workflowRuns).toEqual([]);
  expect(played.runs).toMatchObject([{ status: 'succeeded', executor: 'local' }]);
  expect(played.ticket.status).toBe('pr_ready');
  expect(played.pulls).toMatchObject([{ title: `${played.key}: Greet by name`, isDraft: false }]);
  expect(played.report?.gapAnalysis).toContain('Implemented');
  expect(new Set(played.requests.map(({ credential }) => credential.header))).toEqual(new Set(['x-api-key']));
});
