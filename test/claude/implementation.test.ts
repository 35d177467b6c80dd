import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ScenarioWorld, startScenarioWorld } from './scenario-world.ts';

// Tickets through the shipped workflows with the real Claude Code and real git.

let world: ScenarioWorld;
beforeAll(async () => {
  world = await startScenarioWorld();
});
afterAll(() => world.stop());

describe('a fresh implementation', () => {
  test('ends as a pull request with one commit on a branch of its own, with its gap analysis', async () => {
    const played = await world.play({});

    expect(played.ticket.status).toBe('pr_ready');
    expect(played.pulls).toHaveLength(1);
    expect(played.pulls[0]).toMatchObject({ title: `${played.key}: Greet by name`, isDraft: false });
  });
});
