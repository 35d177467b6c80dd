import { afterAll, beforeAll, expect, test } from 'vitest';
import { standIn } from '../../local/world/vendors/claude-code.ts';
import { goodAgent, idleAgent } from '../../simulators/anthropic/agents/agents.ts';
import type { ScriptedAgent } from '../../simulators/anthropic/model-turn.ts';
import { branchCommits } from '../claude/branch-commits.ts';
import { fileOn, type ScenarioWorld, startScenarioWorld } from '../claude/scenario-world.ts';

// Where work goes when the branch is not ours alone.

let world: ScenarioWorld;
beforeAll(async () => {
  world = await startScenarioWorld({}, standIn());
});
afterAll(() => world.stop());

const BOT = 'ai-implement[bot]';
const PERSON = 'octocat';
const branchOf = (key: string) => `ai-implement/${key}-greet-by-name`;
const authors = (commits: { author: string }[]) => commits.map(({ author }) => author);

/** A good agent; while it implements for the first time, a person pushes this to the branch of the ticket. */
function outrunBy(push: (key: string) => { files: Record<string, string> }) {
  const place = { repository: '' };
  const pushes: Promise<string>[] = [];
  const agent: ScriptedAgent = (conversation) => {
    const { pass, turns, ticketKey: key } = conversation;
    if (pass === 'implementation' && turns === 0 && pushes.length === 0) {
      pushes.push(world.github.people.push(place.repository, branchOf(key), push(key).files, 'Work by hand', PERSON));
    }
    return goodAgent(conversation);
  };
  const prepare = ({ repository }: { repository: string }) => {
    place.repository = repository;
  };
  return { agent, prepare, pushes };
}

test('a repository may call its default branch as it likes', async () => {
  const played = await world.play({ defaultBranch: 'trunk' });

  expect(played.pulls[0]).toMatchObject({ base: 'trunk', isDraft: false });
  expect(await branchCommits(world, played.repository, branchOf(played.key))).toHaveLength(1);
  expect(await branchCommits(world, played.repository, 'main')).toEqual([]);
});

test('commits that a person left on the branch of the ticket stay, and the work goes on top of them', async () => {
  const played = await world.play({
    prepare: async ({ repository, key }) => {
      await world.github.people.push(repository, branchOf(key), { 'notes.md': 'By hand.\n' }, 'Notes', PERSON);
    },
  });

  const commits = await branchCommits(world, played.repository, branchOf(played.key));
  expect(authors(commits)).toEqual([BOT, PERSON]);
  expect(await fileOn(world, played.repository, branchOf(played.key), 'notes.md')).toBe('By hand.');
  expect(played.pulls).toHaveLength(1);
});

test('a pull request that stands for the branch is taken up, with the words that a person wrote in it', async () => {
  const played = await world.play({
    prepare: async ({ repository, key }) => {
      const head = branchOf(key);
      await world.github.people.push(repository, head, { 'notes.md': 'By hand.\n' }, 'Notes', PERSON);
      await world.github.people.openPull(repository, { title: 'A start', head, body: 'Please keep this sentence.' });
    },
  });

  expect(played.pulls).toHaveLength(1);
  expect(played.pulls[0]).toMatchObject({ title: `${played.key}: Greet by name`, author: { login: PERSON } });
  expect(played.pulls[0]?.body).toMatch(/^Please keep this sentence\.[\s\S]*Fixes /);
  expect(played.ticket.prUrl).toContain(`/pull/${played.pulls[0]?.number}`);
});

test('what a person pushes while the agent works is kept below the work', async () => {
  const { agent, prepare, pushes } = outrunBy(() => ({ files: { 'notes.md': 'Meanwhile.\n' } }));

  const played = await world.play({ agent, prepare });

  expect(pushes).toHaveLength(1);
  const commits = await branchCommits(world, played.repository, branchOf(played.key));
  expect(authors(commits)).toEqual([BOT, PERSON]);
  expect(commits[0]?.files).not.toContain('notes.md');
  expect(await fileOn(world, played.repository, branchOf(played.key), 'notes.md')).toBe('Meanwhile.');
});

test('work that conflicts with what a person pushed meanwhile is not pushed, and the ticket says where', async () => {
  const source = (key: string) => `src/${key.toLowerCase()}.mjs`;
  const { agent, prepare } = outrunBy((key) => ({ files: { [source(key)]: 'export const mine = true;\n' } }));

  const played = await world.play({ agent, prepare });

  expect(played.ticket.status).toBe('implementation_failed');
  expect(played.comments[0]).toMatch(/^⚠️ Implementation failed: Somebody pushed to the branch meanwhile/);
  expect(played.comments[0]).toContain(source(played.key));
  expect(authors(await branchCommits(world, played.repository, branchOf(played.key)))).toEqual([PERSON]);
  expect(played.pulls).toEqual([]);
});

/** A run that pushed its branch, and then GitHub was away when it wanted to open the pull request. */
async function playUntilGitHubIsLost(agent: ScriptedAgent): Promise<{ key: string; repository: string }> {
  const { key, repository } = await world.begin({ agent });
  world.github.faults.add({ operation: 'pulls/create', kind: 'status', status: 503, body: { message: 'unavailable' } });
  const ref = { tracker: 'linear', ticketId: world.linear.idOf(key) } as const;
  await world.until(async () => (await world.stores.tickets.read(ref))?.next !== undefined);
  world.github.faults.clear();
  expect(world.github.people.pulls(repository)).toEqual([]);
  return { key, repository };
}

test('a run that lost GitHub after its push is repeated, and the repeat goes on with its branch', async () => {
  const { key, repository } = await playUntilGitHubIsLost(goodAgent);

  const played = await world.settled(key, repository, 2);

  expect(played.runs.map(({ status }) => status)).toEqual(['failed', 'succeeded']);
  expect(played.pulls).toHaveLength(1);
  expect(authors(await branchCommits(world, repository, branchOf(key)))).toEqual([BOT, BOT]);
  expect(played.comments).toHaveLength(1);
});

test('a repeat that finds the work done has what stands reviewed, and opens its pull request', async () => {
  let isDone = false;
  const { key, repository } = await playUntilGitHubIsLost((conversation) =>
    (isDone && conversation.pass === 'implementation' ? idleAgent : goodAgent)(conversation),
  );
  isDone = true;

  const played = await world.settled(key, repository, 2);

  expect(played.pulls).toMatchObject([{ title: `${key}: Greet by name`, isDraft: false }]);
  expect(await branchCommits(world, repository, branchOf(key))).toHaveLength(1);
});

test('a ticket that is marked again after its failure is implemented, with one branch and one pull request', async () => {
  let isReady = false;
  const agent: ScriptedAgent = (conversation) => (isReady ? goodAgent : idleAgent)(conversation);
  const failed = await world.play({ agent });
  expect(failed.ticket.status).toBe('implementation_failed');
  isReady = true;
  world.linear.mark(failed.key);

  const played = await world.settled(failed.key, failed.repository, 2);

  expect(played.pulls).toHaveLength(1);
  expect(await branchCommits(world, played.repository, branchOf(played.key))).toHaveLength(1);
  expect(world.linear.labelsOf(played.key)).toContain('Ready for Review');
});
