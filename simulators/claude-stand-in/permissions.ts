import { existsSync, realpathSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { Options } from './options.ts';
import type { ToolUse } from './tool.ts';

const READING = ['Read', 'Glob', 'Grep'];
/** Claude Code asks before it writes these, whatever is allowed. */
const SENSITIVE =
  /(?:^|\/)(?:\.git|\.claude|\.husky|\.vscode|\.idea|\.devcontainer|\.mcp\.json|\.npmrc|\.yarnrc\.yml|\.pre-commit-config\.yaml|\.gitmodules|\.gitconfig|\.bashrc|\.zshrc|\.profile)(?:\/|$)/;

/** What needs nobody's leave. */
const FREE = [...READING, 'Agent', 'StructuredOutput'];

/** Why a tool may not be used like this for good, in Claude Code's words; undefined when it may, perhaps with leave. */
export function denial(options: Options, folder: string, use: ToolUse): string | undefined {
  const path = use.input['file_path'] ?? use.input['path'];
  if (options['--restricted'] && typeof path === 'string' && isOutside(folder, path)) {
    return `${path} is outside of the working directories, and --restricted confines the file tools to them.`;
  }
  if (options['--disallowedTools'].some((rule) => matches(rule, use, 'any'))) {
    return `Permission to use ${use.name} has been denied.`;
  }
  return undefined;
}

/** Why leave is needed for what is not denied, in Claude Code's words; undefined when it is free. */
export function leaveNeeded(options: Options, folder: string, use: ToolUse): string | undefined {
  if (isSensitive(folder, use)) {
    const path = String(use.input['file_path']);
    return `Claude requested permissions to edit ${path} which is a sensitive file.`;
  }
  if (FREE.includes(use.name) || options['--allowedTools'].some((rule) => matches(rule, use, 'all'))) return undefined;
  if (use.name === 'Bash' && isEveryPartAllowed(options['--allowedTools'], use)) return undefined;
  return use.name === 'Bash'
    ? 'This command requires approval'
    : `Claude requested permissions to use ${use.name}, but you haven't granted it yet.`;
}

function isSensitive(folder: string, { name, input }: ToolUse): boolean {
  const path = input['file_path'];
  return ['Edit', 'Write'].includes(name) && typeof path === 'string' && SENSITIVE.test(relative(folder, path));
}

/** Links are followed, and what is not there is where its name says. */
function isOutside(folder: string, path: string): boolean {
  const named = resolve(folder, path);
  const way = existsSync(named) ? relative(realpathSync(folder), realpathSync(named)) : relative(folder, named);
  return way.startsWith('..') || resolve(way) === way;
}

function partsOf(command: unknown): string[] {
  return String(command)
    .split(/&&|\|\||[;|\n]/)
    .map((part) => part.trim())
    .filter(Boolean);
}

function isEveryPartAllowed(rules: string[], use: ToolUse): boolean {
  return partsOf(use.input['command']).every((part) =>
    rules.some((rule) => matches(rule, { ...use, input: { command: part } }, 'all')),
  );
}

/** `Bash(git add:*)` and `Bash(git add *)` mean the commands that begin so. */
function matches(rule: string, use: ToolUse, parts: 'any' | 'all'): boolean {
  const [, name, form] = /^([^(]+)(?:\((.*)\))?$/.exec(rule) ?? [];
  if (name !== use.name) return false;
  if (form === undefined) return true;
  const start = form.replace(/(:| )?\*$/, '');
  const isMatch = (part: string) => part === start || (form !== start && part.startsWith(`${start} `));
  const list = partsOf(use.input['command']);
  return parts === 'any' ? list.some(isMatch) : list.length > 0 && list.every(isMatch);
}
