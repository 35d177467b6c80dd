import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodAgent } from '../../simulators/anthropic/agents/agents.ts';
import type { ScriptedAgent, ToolCall } from '../../simulators/anthropic/model-turn.ts';
import { git } from '../../simulators/github/git/git.ts';
import { type ScenarioWorld, startScenarioWorld } from './scenario-world.ts';

// Passes that only read run in jobs that hold something: they read the repository, and nothing else.

let world: ScenarioWorld;
beforeAll(async () => {
  world = await startScenarioWorld();
});
afterAll(() => world.stop());

const LINKS = { 'linked-file': '/etc/passwd', 'linked-environment': '/proc/self/environ', 'linked-folder': '/etc' };
const read = (path: string): ToolCall => ({ tool: 'Read', input: { file_path: path } });

/** What a pass may try to leave its folder. */
function trespasses(folder: string): ToolCall[] {
  const inside = (path: string) => `${folder}/${path}`;
  return [
    ...['/proc/self/environ', '/etc/passwd', inside('../../../../../etc/passwd')].map(read),
    ...[...Object.keys(LINKS), 'linked-folder/passwd'].map((path) => read(inside(path))),
    { tool: 'Grep', input: { pattern: 'root:', path: '/etc', output_mode: 'content' } },
    { tool: 'Grep', input: { pattern: 'root:', path: inside('linked-folder'), output_mode: 'content' } },
    { tool: 'Glob', input: { pattern: '/etc/pass*' } },
    { tool: 'Glob', input: { pattern: 'pass*', path: inside('linked-folder') } },
  ];
}

/** What stands in a file of accounts, in the environment of the job, or in the list of a folder outside. */
const GIVEN_AWAY = /root:x|AI_IMPLEMENT_|ANTHROPIC_API_KEY|^\S*\/passwd-?$/m;

/** Tries all that in one pass, and then does what it is there for. */
function trespassing(pass: string): ScriptedAgent {
  return (conversation) => {
    if (conversation.pass !== pass) return goodAgent(conversation);
    if (conversation.turns === 0)
      return { calls: [read(`${conversation.folder}/README.md`), ...trespasses(conversation.folder)] };
    return goodAgent({ ...conversation, turns: conversation.turns - 1 });
  };
}

/** Adds symbolic links to the default branch, which lead out of the repository. */
async function addLinks(repository: string): Promise<void> {
  const gitDir = world.github.repositories.find(({ owner, name }) => `${owner}/${name}` === repository)?.gitDir ?? '';
  const links = Object.entries(LINKS).map(([path, to]) => `M 120000 inline ${path}\ndata ${to.length}\n${to}\n`);
  const commit = 'commit refs/heads/main\ncommitter a <a@acme.test> 1700000000 +0000\ndata 1\nx\n';
  const parent = await git(gitDir, ['rev-parse', 'refs/heads/main']);
  await git(gitDir, ['fast-import', '--quiet'], { input: `${commit}from ${parent}\n${links.join('')}` });
}

test.each(['plan', 'review', 'gap-analysis'])(
  'the %s pass reads the repository and nothing else of its job',
  async (pass) => {
    const { key, repository } = await world.begin({
      agent: trespassing(pass),
      mapping: { planningEnabled: true },
      prepare: (place) => addLinks(place.repository),
    });
    const played = await world.settled(key, repository, 2);

    const results = played.requests.filter((request) => request.pass === pass).flatMap((request) => request.results);
    expect(results.length).toBeGreaterThan(trespasses('').length);
    expect(results.some((result) => result.includes('Greets people.'))).toBe(true);
    expect(results.filter((result) => GIVEN_AWAY.test(result))).toEqual([]);
    expect(played.ticket.status).toBe('pr_ready');
    expect(played.report?.gapAnalysis).toContain('Implemented');
  },
);
