import * as z from 'zod';
import type { ClaudePass, Subagent } from './claude.ts';

const READING = ['Read', 'Glob', 'Grep'];
const WRITING = ['Edit', 'Write'];

/** What the shell is not for. Words, not a wall: the wall is that the job has nothing that these could use. */
const SHELL_DENIED = ['Bash(git push *)', 'Bash(git remote *)', 'Bash(gh *)', 'Bash(sudo *)'];

/** The command line of a pass; the prompt itself goes over standard input, since an argument ends at 128 KiB. */
export function cliArguments(
  pass: ClaudePass,
  more: { budgetUsd?: number | undefined; guardCommand?: string },
): string[] {
  return [
    ...['-p', '--output-format', 'stream-json', '--verbose', '--no-session-persistence'],
    ...['--model', pass.model, '--max-turns', String(pass.maxTurns)],
    ...(more.budgetUsd === undefined ? [] : ['--max-budget-usd', more.budgetUsd.toFixed(4)]),
    ...['--setting-sources', 'user', '--strict-mcp-config', '--disable-slash-commands', '--permission-mode', 'dontAsk'],
    ...toolArguments(pass),
    ...(more.guardCommand === undefined ? [] : ['--settings', guardSettings(more.guardCommand)]),
    ...(pass.answer === undefined ? [] : ['--json-schema', JSON.stringify(answerSchema(pass.answer))]),
  ];
}

function toolArguments({ tools, subagents }: ClaudePass): string[] {
  if (subagents !== undefined) {
    const names = [...READING, ...WRITING, 'Agent'].join(',');
    return ['--tools', names, '--allowedTools', names, '--agents', JSON.stringify(agentsOf(subagents))];
  }
  if (tools === 'read') return ['--tools', READING.join(','), '--allowedTools', READING.join(','), '--restricted'];
  const names = [...READING, ...WRITING, 'Bash'].join(',');
  return ['--tools', names, '--allowedTools', names, '--disallowedTools', SHELL_DENIED.join(',')];
}

function agentsOf(subagents: readonly Subagent[]) {
  const entries = subagents.map(({ type, description, instructions }) => [
    type,
    { description, prompt: instructions, tools: [...READING, ...WRITING] },
  ]);
  return Object.fromEntries(entries);
}

function guardSettings(command: string): string {
  return JSON.stringify({ hooks: { PreToolUse: [{ matcher: '*', hooks: [{ type: 'command', command }] }] } });
}

/** Draft 7 without its `$schema` line: the form that Claude Code takes. */
function answerSchema(answer: z.ZodType): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(answer, { target: 'draft-7', io: 'input' });
  return schema;
}
