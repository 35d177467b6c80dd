import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { aRunContext } from '../../builders/a-run-context.ts';
import { agentBench } from '../fixtures/agent-bench.ts';
import { fakeClaude } from '../fixtures/fake-claude.ts';
import { APPROVING, workedOn, writeFiles as write } from '../fixtures/worked-on.ts';

let bench: ReturnType<typeof agentBench>;
afterEach(() => bench.remove());

/** What is handed over of a run that adds `feature.txt` and does `more`. */
const handedOver = (more: (folder: string) => void) =>
  workedOn(bench, (folder) => {
    write(folder, { 'feature.txt': 'work\n' });
    more(folder);
  });

test('a change of nothing but guarded files names them', async () => {
  bench = agentBench({ 'CLAUDE.md': 'old\n' });
  const outcome = await workedOn(bench, (folder) => write(folder, { 'CLAUDE.md': 'old\nnew rule\n' }));

  expect(JSON.stringify(outcome)).toContain('CLAUDE.md');
});

test('a guarded file that is left out of a change is named', async () => {
  bench = agentBench({ 'CLAUDE.md': 'old\n' });

  const outcome = await handedOver((folder) => write(folder, { 'CLAUDE.md': 'old\nnew rule\n' }));

  expect(bench.patched()).toEqual(['feature.txt']);
  expect(JSON.stringify(outcome)).toContain('CLAUDE.md');
});

test('guarded files are back when the work is reviewed and checked', async () => {
  bench = agentBench({ '.vscode/tasks.json': '{}\n' });
  const seen: string[] = [];
  const claude = fakeClaude({
    implementation: ({ folder }) => {
      write(folder, { 'a.txt': 'x\n', '.vscode/tasks.json': '{ "mine": 1 }\n', 'web/CLAUDE.md': 'new\n' });
      return { answer: { summary: 'Did it', addressed: [] } };
    },
    review: ({ folder, prompt }) => {
      seen.push(readFileSync(join(folder, '.vscode/tasks.json'), 'utf8'), prompt);
      return { answer: { isApproved: true, findings: [] } };
    },
  });

  await bench.run(async () => claude);

  expect(seen[0]).toBe('{}\n');
  expect(seen[1]).not.toContain('CLAUDE.md b/');
  expect(bench.outcome().leftOut.map(({ path, what }) => [path, what])).toEqual([
    ['.vscode/tasks.json', 'a setting or task of an editor'],
    ['web/CLAUDE.md', 'what tells agents how to work'],
  ]);
  expect(bench.patched()).toEqual(['a.txt']);
});

test('what the mapping allows of guarded files is handed over', async () => {
  bench = agentBench({ '.claude/settings.json': '{}\n' });
  bench.assign({
    context: aRunContext({ pathGuard: { policy: 'leave_out', allowed: ['.husky', '.claude/commands'] } }),
  });

  const outcome = await handedOver((folder) =>
    write(folder, {
      '.husky/pre-commit': 'npm test\n',
      '.claude/commands/fix.md': 'x\n',
      '.claude/settings.json': '1\n',
    }),
  );

  expect(bench.patched()).toEqual(['.claude/commands/fix.md', '.husky/pre-commit', 'feature.txt']);
  expect(outcome.leftOut.map(({ path }) => path)).toEqual(['.claude/settings.json']);
});

test('a file that Claude Code did not let be written is named', async () => {
  bench = agentBench();
  const claude = fakeClaude({
    implementation: ({ folder }) => {
      write(folder, { 'a.txt': 'x\n' });
      const permissionDenials = [
        { tool: 'Write', path: join(folder, '.husky/pre-commit') },
        { tool: 'Edit', path: join(folder, '.bashrc') },
        { tool: 'Edit', path: '/etc/passwd' },
        { tool: 'Bash' },
      ];
      return { answer: { summary: 'Did it', addressed: [] }, permissionDenials };
    },
    review: APPROVING,
  });

  await bench.run(async () => claude);

  expect(bench.outcome().leftOut.map(({ path, kind }) => [path, kind])).toEqual([
    ['.husky/pre-commit', 'guarded'],
    ['.bashrc', 'denied'],
  ]);
});
