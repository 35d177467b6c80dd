import * as z from 'zod';
import type { ClaudePass, Subagent } from './claude.ts';

const READING = ['Read', 'Glob', 'Grep'];
const WRITING = ['Edit', 'Write'];

/** What the shell is not for. Words, not a wall: the wall is that the job has nothing that these could use. */
const SHELL_DENIED = ['Bash(git push *)', 'Bash(git remote *)', 'Bash(gh *)', 'Bash(sudo *)'];

/** The command that Claude Code runs at each of these events, whatever the tool. */
export interface HookCommands {
  PreToolUse?: string;
  PermissionRequest?: string;
}

/** The command line of a pass; the prompt itself goes over standard input, since an argument ends at 128 KiB. */
export function cliArguments(
  pass: ClaudePass,
  more: { budgetUsd?: number | undefined; hooks?: HookCommands },
): string[] {
  return [
    ...['-p', '--output-format', 'stream-json', '--verbose', '--no-session-persistence'],
    ...['--model', pass.model, '--max-turns', String(pass.maxTurns)],
    ...(more.budgetUsd === undefined ? [] : ['--max-budget-usd', more.budgetUsd.toFixed(4)]),
    ...['--setting-sources', 'user', '--strict-mcp-config', '--disable-slash-commands'],
    // By `default` it asks, which nobody but our hook answers; else what it asks for is denied.
    ...['--permission-mode', more.hooks?.PermissionRequest === undefined ? 'dontAsk' : 'default'],
    ...toolArguments(pass),
    ...(more.hooks === undefined ? [] : ['--settings', hookSettings(more.hooks)]),
    ...(pass.answer === undefined ? [] : ['--json-schema', JSON.stringify(answerSchema(pass.answer))]),
  ];
}

function toolArguments({ tools, subagents, maxTurns }: ClaudePass): string[] {
  if (subagents !== undefined) {
    const names = [...READING, ...WRITING, 'Agent'].join(',');
    return ['--tools', names, '--allowedTools', names, '--agents', JSON.stringify(agentsOf(subagents, maxTurns))];
  }
  if (tools === 'read') return ['--tools', READING.join(','), '--allowedTools', READING.join(','), '--restricted'];
  const names = [...READING, ...WRITING, 'Bash'].join(',');
  return ['--tools', names, '--allowedTools', names, '--disallowedTools', SHELL_DENIED.join(',')];
}

/** The cap of the pass counts its own turns only, so each subagent has one. */
function agentsOf(subagents: readonly Subagent[], maxTurns: number) {
  const entries = subagents.map(({ type, description, instructions }) => [
    type,
    { description, prompt: instructions, tools: [...READING, ...WRITING], maxTurns },
  ]);
  return Object.fromEntries(entries);
}

function hookSettings(commands: HookCommands): string {
  const hooks = Object.entries(commands).map(([event, command]) => [
    event,
    [{ matcher: '*', hooks: [{ type: 'command', command }] }],
  ]);
  return JSON.stringify({ hooks: Object.fromEntries(hooks) });
}

/** Draft 7 without its `$schema` line: the form that Claude Code takes. */
function answerSchema(answer: z.ZodType): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(answer, { target: 'draft-7', io: 'input' });
  return schema;
}
