import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderWorkUnits } from '../../shared/domain/work-units.ts';
import { lastWords } from '../../simulators/anthropic/agents/script.ts';
import { trespassingAgent, workUnitsAgent } from '../../simulators/anthropic/agents/work-unit-agents.ts';
import type { ScriptedAgent } from '../../simulators/anthropic/model-turn.ts';
import { overlap } from '../../simulators/anthropic/request-log.ts';
import { branchCommits } from './branch-commits.ts';
import { fileOn, type Played, type ScenarioWorld, startScenarioWorld } from './scenario-world.ts';
import { startRun } from './start-run.ts';

// Tickets whose plan names units of work. The plan stands in the run's context, as planning will put it there.

let world: ScenarioWorld;
beforeAll(async () => {
  world = await startScenarioWorld();
});
afterAll(() => world.stop());

const unit = (id: string, files: string[], dependsOn: string[] = []) => ({
  ...{ id, name: `the ${id} part`, description: `Does ${id}.`, files, dependsOn },
});
const PLAN = renderWorkUnits({
  independent: [unit('WU-1', ['src/greeting.mjs']), unit('WU-2', ['test/greeting.test.mjs'])],
  sequential: [unit('WU-3', ['docs/greeting.md'], ['WU-1', 'WU-2'])],
});

/** The passes after the units add nothing, so that what stands in the end is the units' own. */
function contentWith(agent: ScriptedAgent): ScriptedAgent {
  return (conversation) =>
    ['joining', 'review'].includes(conversation.pass)
      ? lastWords(conversation, { summary: 'It all fits.', isApproved: true, findings: [] })
      : agent(conversation);
}

async function playUnits(agent: ScriptedAgent): Promise<Played> {
  const { key, repository } = await world.begin({ agent: contentWith(agent), isMarked: false });
  await startRun(world, { key, repository, phase: 'implementation', context: { planningContext: PLAN } });
  return world.settled(key, repository);
}

const requestsOf = ({ requests }: Played, name: string) => requests.filter((request) => request.unit === name);

test('independent units are worked on at one time, each in its own files, and become one commit', async () => {
  const played = await playUnits(workUnitsAgent);

  const [one, two, three] = ['WU-1', 'WU-2', 'WU-3'].map((name) => requestsOf(played, name)[0]);
  if (one === undefined || two === undefined || three === undefined) throw new Error('each unit must be worked on');
  expect(overlap(one, two)).toBe(true);
  expect([one, two].some((request) => overlap(request, three))).toBe(false);
  const branch = played.pulls[0]?.head ?? '';
  expect(await branchCommits(world, played.repository, branch)).toEqual([
    expect.objectContaining({ files: ['docs/greeting.md', 'src/greeting.mjs', 'test/greeting.test.mjs'] }),
  ]);
  expect(await fileOn(world, played.repository, branch, 'src/greeting.mjs')).toContain("unit = 'WU-1'");
  expect(await fileOn(world, played.repository, branch, 'test/greeting.test.mjs')).toContain("unit = 'WU-2'");
});

test('a unit that writes a file of somebody else is refused, and the others are not disturbed', async () => {
  const played = await playUnits(trespassingAgent);

  const told = requestsOf(played, 'WU-1').flatMap(({ results }) => results);
  expect(told.join('\n')).toContain('src/not-mine.mjs is not a file of wu-1');
  const branch = played.pulls[0]?.head ?? '';
  expect(await branchCommits(world, played.repository, branch)).toEqual([
    expect.objectContaining({ files: ['docs/greeting.md', 'src/greeting.mjs', 'test/greeting.test.mjs'] }),
  ]);
});

test('a unit that writes into the file of its neighbour is refused too', async () => {
  const invading: ScriptedAgent = (conversation) => {
    const { unit: name, turns, folder, pass } = conversation;
    if (pass !== 'work-unit' || name !== 'WU-2' || turns > 0) return workUnitsAgent(conversation);
    const input = { file_path: `${folder}/test/../src/greeting.mjs`, content: 'taken over\n' };
    return { calls: [{ tool: 'Write', input }] };
  };

  const played = await playUnits(invading);

  const branch = played.pulls[0]?.head ?? '';
  expect(await fileOn(world, played.repository, branch, 'src/greeting.mjs')).toContain("unit = 'WU-1'");
  expect(
    requestsOf(played, 'WU-2')
      .flatMap(({ results }) => results)
      .join('\n'),
  ).toContain('is not a file of wu-2');
});
