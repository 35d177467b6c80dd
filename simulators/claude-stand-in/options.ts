import { readFileSync } from 'node:fs';
import * as z from 'zod';

/** What of Claude Code's command line our runner uses; any other option is an error. */
const FORMS: Record<string, 'flag' | 'value' | 'list'> = {
  '-p': 'flag',
  '--print': 'flag',
  '--verbose': 'flag',
  '--restricted': 'flag',
  '--strict-mcp-config': 'flag',
  '--disable-slash-commands': 'flag',
  '--no-session-persistence': 'flag',
  '--output-format': 'value',
  '--model': 'value',
  '--max-turns': 'value',
  '--max-budget-usd': 'value',
  '--json-schema': 'value',
  '--agents': 'value',
  '--settings': 'value',
  '--setting-sources': 'value',
  '--permission-mode': 'value',
  '--append-system-prompt': 'value',
  '--tools': 'list',
  '--allowedTools': 'list',
  '--disallowedTools': 'list',
};

const json = <Schema extends z.ZodType>(schema: Schema) =>
  z
    .string()
    .transform((text) => JSON.parse(text.startsWith('{') ? text : readFileSync(text, 'utf8')) as unknown)
    .pipe(schema);

const Subagent = z.object({
  description: z.string(),
  prompt: z.string(),
  tools: z.array(z.string()).optional(),
  model: z.string().optional(),
  maxTurns: z.int().min(1).optional(),
});

const Hook = z.object({ type: z.literal('command'), command: z.string() });
const HookMatcher = z.object({ matcher: z.string().default('*'), hooks: z.array(Hook) });
export type HookMatcher = z.infer<typeof HookMatcher>;
const matchers = z.array(HookMatcher).default([]);
const Settings = z.object({ hooks: z.object({ PreToolUse: matchers, PermissionRequest: matchers }).optional() });

const DEFAULT_TOOLS = ['Agent', 'Bash', 'Edit', 'Glob', 'Grep', 'Read', 'Write'];

const Options = z.object({
  '--output-format': z.literal('stream-json', { error: 'the stand-in only writes --output-format stream-json' }),
  '--model': z.string().default('claude-sonnet-4-6'),
  '--max-turns': z.coerce.number().int().min(1).default(1000),
  '--max-budget-usd': z.coerce.number().default(Number.POSITIVE_INFINITY),
  '--json-schema': json(z.record(z.string(), z.unknown())).optional(),
  '--agents': json(z.record(z.string(), Subagent)).default({}),
  '--settings': json(Settings).default({}),
  '--permission-mode': z.enum(['default', 'dontAsk']).default('default'),
  '--restricted': z.boolean().default(false),
  '--tools': z.array(z.string()).default(DEFAULT_TOOLS),
  '--allowedTools': z.array(z.string()).default([]),
  '--disallowedTools': z.array(z.string()).default([]),
  '--append-system-prompt': z.string().default(''),
});
export type Options = z.infer<typeof Options>;

/** A command line that Claude Code, or the stand-in, does not take. */
export class OptionError extends Error {}

export function readOptions(args: readonly string[]): Options {
  const given: Record<string, unknown> = {};
  const rest = [...args];
  while (rest.length > 0) {
    const [option = '', inline] = splitInline(rest.shift() ?? '');
    const form = FORMS[option];
    if (form === undefined) throw new OptionError(`error: unknown option '${option}'`);
    if (form === 'flag') given[option] = true;
    else if (form === 'value') given[option] = inline ?? needed(option, rest.shift());
    else given[option] = [...((given[option] as string[]) ?? []), ...rules(inline, rest)];
  }
  const parsed = Options.safeParse(given);
  if (!parsed.success) throw new OptionError(`error: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function splitInline(argument: string): [string, string | undefined] {
  const at = argument.startsWith('--') ? argument.indexOf('=') : -1;
  return at < 0 ? [argument, undefined] : [argument.slice(0, at), argument.slice(at + 1)];
}

function needed(option: string, value: string | undefined): string {
  if (value === undefined) throw new OptionError(`error: option '${option}' argument missing`);
  return value;
}

/** All arguments up to the next option; commas and spaces separate, except within parentheses. */
function rules(inline: string | undefined, rest: string[]): string[] {
  const texts = inline === undefined ? [] : [inline];
  while (inline === undefined && rest[0] !== undefined && !rest[0].startsWith('-')) texts.push(rest.shift() ?? '');
  return texts.flatMap((text) => text.match(/[^\s,(]+(?:\([^)]*\))?/g) ?? []);
}
