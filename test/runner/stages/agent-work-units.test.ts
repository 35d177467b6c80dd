import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import type { Claude, ClaudePass } from '../../../runner/claude/claude.ts';
import { claudeCli } from '../../../runner/claude/claude-cli.ts';
import { anthropicCredential } from '../../../runner/claude/credential.ts';
import { renderWorkUnits } from '../../../shared/domain/work-units.ts';
import { aRunContext } from '../../builders/a-run-context.ts';
import { agentBench } from '../fixtures/agent-bench.ts';
import { CLAUDE_CODE, SEARCH_PATH } from '../fixtures/claude-code.ts';
import { fakeClaude } from '../fixtures/fake-claude.ts';
import { type Conversation, messagesApi, say, use } from '../fixtures/messages-api.ts';

const unit = (number: number, folder: string) => ({
  id: `WU-${number}`,
  name: `Unit ${number}`,
  description: `Fills ${folder}`,
  files: [`${folder}/**`],
  dependsOn: [],
});

const planned = (independent: ReturnType<typeof unit>[]) =>
  aRunContext({
    planningContext: renderWorkUnits({ independent, sequential: [{ ...unit(3, 'c'), dependsOn: ['WU-1', 'WU-2'] }] }),
  });

let bench: ReturnType<typeof agentBench>;

beforeEach(() => {
  bench = agentBench();
});

afterEach(() => bench.remove());

const writing = ({ folder }: ClaudePass) => {
  writeFileSync(join(folder, 'new.txt'), 'new\n');
  return { answer: { summary: 'Done', addressed: [] } };
};

test('independent units are subagents of one pass, the others follow one by one, and a pass joins them', async () => {
  bench.assign({ context: planned([unit(1, 'a'), unit(2, 'b')]) });
  const claude = fakeClaude({
    'work-units': () => ({ text: 'Both are done.' }),
    implementation: writing,
    joining: writing,
    review: () => ({ answer: { isApproved: true, findings: [] } }),
  });

  await bench.run(async () => claude);

  const [units, third, joining] = claude.passes;
  expect(claude.names()).toEqual(['work-units', 'implementation', 'joining', 'review']);
  expect(units?.subagents?.map(({ type, files }) => [type, files])).toEqual([
    ['wu-1', ['a/**']],
    ['wu-2', ['b/**']],
  ]);
  expect(units?.subagents?.[1]?.instructions).toContain('This is work unit WU-2 of run 01KE6XAAAA0000000000000001.');
  expect(third?.prompt).toContain('This is work unit WU-3 of run 01KE6XAAAA0000000000000001.');
  expect(joining?.prompt).toContain('Both are done.');
  expect(bench.outcome()).toMatchObject({ outcome: 'changed', summary: 'Done' });
});

test('what units change outside of their files is put back and named, and what stood there before stays', async () => {
  bench.assign({ context: planned([unit(1, 'a'), unit(2, 'b')]) });
  mkdirSync(join(bench.repository.folder, 'a'));
  writeFileSync(join(bench.repository.folder, 'installed.txt'), 'before\n');
  const claude = fakeClaude({
    'work-units': ({ folder }) => {
      writeFileSync(join(folder, 'a/x.txt'), 'x\n');
      writeFileSync(join(folder, 'README.md'), 'changed\n');
      writeFileSync(join(folder, 'stray.txt'), 'stray\n');
      return { text: 'Both are done.' };
    },
    implementation: writing,
    joining: writing,
    review: () => ({ answer: { isApproved: true, findings: [] } }),
  });

  await bench.run(async () => claude);

  expect(bench.outcome().leftOut).toEqual([
    { path: 'README.md', kind: 'scope', what: '' },
    { path: 'stray.txt', kind: 'scope', what: '' },
  ]);
  expect(bench.patched()).toEqual(['a/x.txt', 'installed.txt', 'new.txt']);
});

test('units that are not independent after all are done in a single pass', async () => {
  bench.assign({ context: planned([unit(1, 'a'), unit(2, 'a')]) });
  const claude = fakeClaude({
    implementation: writing,
    review: () => ({ answer: { isApproved: true, findings: [] } }),
  });

  await bench.run(async () => claude);

  expect(claude.names()).toEqual(['implementation', 'review']);
});

describe.runIf(CLAUDE_CODE !== undefined)('with Claude Code', { timeout: 60_000 }, () => {
  it('does units in parallel, joins them and reviews, in one patch', async () => {
    bench.assign({ context: planned([unit(1, 'a'), unit(2, 'b')]) });
    const api = await messagesApi(unitsModel(bench.repository.folder));

    await bench.run(() => connect(api.url));
    api.close();

    expect(bench.outcome()).toMatchObject({ outcome: 'changed', isApproved: true, summary: 'Joined' });
    expect(bench.outcome().usage.costUsd).toBeGreaterThan(0);
    expect(bench.patched()).toEqual(['a/x.txt', 'b/x.txt', 'c/x.txt']);
  });
});

async function connect(url: string): Promise<Claude> {
  const credential = anthropicCredential({ ANTHROPIC_BASE_URL: url, ANTHROPIC_API_KEY: 'sk-ant-test' });
  if (credential === undefined) throw new Error('no credential');
  const home = join(bench.scratch, 'home');
  mkdirSync(home);
  return claudeCli({ command: CLAUDE_CODE ?? '', environment: { PATH: SEARCH_PATH }, credential, home, maxRetries: 1 });
}

const answer = (value: unknown) => [use('StructuredOutput', value)];
const start = (number: string) =>
  use('Agent', {
    description: 'unit',
    prompt: `This is work unit WU-${number} of run R.`,
    subagent_type: `wu-${number}`,
  });

/** Starts two subagents; each unit writes one file of its folder. */
function unitsModel(folder: string) {
  const passes: Record<string, (turns: number) => ReturnType<typeof say>> = {
    'work-units': (turns) => (turns === 0 ? ['1', '2'].map(start) : say('Both are done.')),
    joining: () => answer({ summary: 'Joined', addressed: [] }),
    review: () => answer({ isApproved: true, findings: [] }),
  };
  return ({ prompt, turns }: Conversation) => {
    const [, pass = ''] = /This is the ([a-z-]+) pass/.exec(prompt) ?? [];
    const [, number] = /This is work unit WU-(\d)/.exec(prompt) ?? [];
    const known = passes[pass];
    if (known !== undefined) return known(turns);
    if (turns > 0) return pass === '' ? say('done') : answer({ summary: 'c', addressed: [] });
    return [use('Write', { file_path: join(folder, ' abc'[Number(number)] ?? '', 'x.txt'), content: 'x' })];
  };
}
