import { expect, test } from 'vitest';
import type { ClaudePass } from '../../../runner/claude/claude.ts';
import { cliArguments } from '../../../runner/claude/cli-arguments.ts';

test('the cap on turns holds for each subagent too', () => {
  const unit = { type: 'wu-1', description: 'Does WU-1', instructions: 'Do it.', files: ['a/**'] };
  const where = { folder: '/', signal: new AbortController().signal };
  const pass: ClaudePass = { name: 'work-units', prompt: '', model: 'm', tools: 'write', maxTurns: 7, ...where };

  const given = cliArguments({ ...pass, subagents: [unit] }, {});

  const agents: unknown = JSON.parse(given[given.indexOf('--agents') + 1] ?? '');
  expect(agents).toMatchObject({ 'wu-1': { maxTurns: 7 } });
});
