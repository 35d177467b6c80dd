import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goodAgent, hangingAgent } from '../../simulators/anthropic/agents/agents.ts';
import { bash } from '../../simulators/anthropic/agents/script.ts';
import type { ScriptedAgent } from '../../simulators/anthropic/model-turn.ts';
import { type Played, type Scenario, type ScenarioWorld, startScenarioWorld } from './scenario-world.ts';

// Runs that do not come to their end by themselves: each ends with a report that says why, and holds no slot.

let world: ScenarioWorld;
beforeAll(async () => {
  world = await startScenarioWorld();
});
afterAll(() => world.stop());

/** Signals our stage of the job and all between, from the shell of Claude Code. */
const signalStage = (signal: string) =>
  bash(
    `p=$$; all=$p; until tr '\\0' ' ' < /proc/$p/cmdline | grep -q 'runner[.]mjs agent'; do p=$(awk '/^PPid/{print $2}' /proc/$p/status); all="$p $all"; done; ` +
      (signal === 'KILL' ? 'kill -KILL $all' : `kill -${signal} $p; sleep 30`),
  );
const killsItsJob: ScriptedAgent = () => ({ calls: [signalStage('KILL')] });

/** Plays one agent in the first run of the ticket, and the good one in those after it. */
function atFirst(first: ScriptedAgent): ScriptedAgent {
  let firstRun: string | undefined;
  return (conversation) => {
    firstRun ??= conversation.runId;
    return conversation.runId === firstRun ? first(conversation) : goodAgent(conversation);
  };
}

async function slotsHeld(): Promise<number> {
  const buckets = await world.items('BUCKET#');
  return buckets.flatMap(({ slots }) => Object.keys(slots ?? {})).length;
}

const statuses = ({ runs }: Played) => runs.map(({ status, failure }) => [status, failure?.kind]);

/** Does something as soon as the agent's job of a repository is about to begin, or is asking the model. */
async function once(isReached: () => boolean, happens: () => Promise<void> | void): Promise<void> {
  while (!isReached()) await delay(10);
  await happens();
}

describe('an agent job that dies', () => {
  test('is repeated, and the repeat brings the pull request', async () => {
    const played = await world.play({ agent: atFirst(killsItsJob) });

    expect(statuses(played)).toEqual([
      ['failed', 'infrastructure'],
      ['succeeded', undefined],
    ]);
    expect(played.runs[1]?.retryOf).toBe(played.runs[0]?.runId);
    expect(played.ticket.status).toBe('pr_ready');
    expect(played.pulls).toHaveLength(1);
    expect(await slotsHeld()).toBe(0);
  });

  test('again and again is given up after two repeats, with its reason', async () => {
    const played = await world.play({ agent: killsItsJob });

    expect(played.runs).toHaveLength(3);
    expect(played.ticket.status).toBe('implementation_failed');
    expect(played.comments.join('\n')).toContain("The agent's job ended without an outcome that can be read: failure");
    expect(await slotsHeld()).toBe(0);
  });
});

test('a run that somebody cancels on GitHub ends with that reason, and is not repeated', async () => {
  const { key, repository } = await world.begin({ agent: hangingAgent });
  const run = () => world.github.runs().find((one) => one.repository === repository);
  const isAsking = () => world.model.anthropic.requests().some(({ ticketKey }) => ticketKey === key);

  const cancelled = once(isAsking, () => cancelOnGitHub(repository, run()?.id ?? 0));
  const played = await world.settled(key, repository);
  await cancelled;

  expect(statuses(played)).toEqual([['failed', 'substance']]);
  expect(played.workflowRuns).toMatchObject([{ conclusion: 'cancelled' }]);
  expect(played.report?.failureReason).toMatch(/cancelled/);
  expect(played.comments.join('\n')).toContain('cancelled');
  expect(await slotsHeld()).toBe(0);
});

test('a stage that is asked to end hands over why', async () => {
  const played = await world.play({ agent: () => ({ calls: [signalStage('TERM')] }) });

  expect(statuses(played)).toEqual([['failed', 'substance']]);
  expect(played.comments.join('\n')).toContain('The run was cancelled, or its job came to its time limit.');
  expect(await slotsHeld()).toBe(0);
});

test('a model that hangs costs the time of the job, and the run is repeated', async () => {
  const { key, repository } = await world.begin({ agent: atFirst(hangingAgent), mapping: { maxJobMinutes: 5 } });
  const isAdmitted = () =>
    world.github.runs().some(({ jobs, inputs }) => inputs['ticket_key'] === key && jobs?.[0]?.status === 'completed');

  // Of its five minutes, the work has two and a half. Real ones, so most of them pass before it begins.
  const passed = once(isAdmitted, () => world.clock.advance(140_000));
  const played = await world.settled(key, repository);
  await passed;

  expect(statuses(played)).toEqual([
    ['failed', 'infrastructure'],
    ['succeeded', undefined],
  ]);
  expect(played.runs[0]?.failure?.code).toBe('agent_time_up');
  expect(played.ticket.status).toBe('pr_ready');
  expect(await slotsHeld()).toBe(0);
});

test('a ticket waits until the usage limit of the model is lifted, which is no attempt, and goes on by itself', async () => {
  const resetsAt = Math.floor(world.clock.now() / 1000) + 7200;
  const limited: ScriptedAgent = () => ({ rateLimited: { retryAfterSeconds: 7200, resetsAt } });
  const settings: Scenario['settings'] = ({ anthropic }) => ({
    secrets: { CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-of-the-scenario' },
    vars: anthropic.vars,
  });

  const played = await world.play({ agent: atFirst(limited), settings });

  const retryAt = new Date(resetsAt * 1000).toISOString();
  const [first, second] = played.runs;
  expect(first?.failure).toMatchObject({ code: 'model_quota', kind: 'infrastructure', modelLimit: { retryAt } });
  expect(second).toMatchObject({ status: 'succeeded', attempt: 1, retryOf: first?.runId });
  expect(String(second?.reservedAt) >= retryAt).toBe(true);
  expect(played.comments.join('\n')).toContain(`waits until ${retryAt.slice(0, 16).replace('T', ' ')} UTC`);
  expect(played.ticket.status).toBe('pr_ready');
  expect(await slotsHeld()).toBe(0);
}, 240_000);

async function cancelOnGitHub(fullName: string, workflowRunId: number): Promise<void> {
  const { github } = world;
  const repository = github.repositories.find(({ owner, name }) => `${owner}/${name}` === fullName);
  if (repository === undefined) throw new Error(`there is no repository ${fullName}`);
  const wish = { permissions: { actions: 'write' } } as const;
  const { token } = github.tokens.mint(github.tokens.installationId(repository), wish);
  const url = `${github.url}/repos/${fullName}/actions/runs/${workflowRunId}/cancel`;
  const answer = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`the cancellation was refused: ${answer.status} ${await answer.text()}`);
}
