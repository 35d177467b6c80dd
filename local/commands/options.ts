import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** A command line that cannot be obeyed; the message is one sentence that says what to type instead. */
export class UsageError extends Error {}

interface CommandLine<Options extends ParseArgsOptionsConfig> {
  /** As people type it, such as `npm start`. */
  command: string;
  options: Options;
  /** A value that each option with one takes, by its name. */
  examples?: Readonly<Record<string, string>>;
  args: string[];
  variables?: NodeJS.ProcessEnv;
}

/** Reads the options of a command that takes nothing else; throws `UsageError` on whatever it does not know. */
export function readOptions<Options extends ParseArgsOptionsConfig>(line: CommandLine<Options>) {
  const { options, args } = line;
  requireDashes(line);
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  for (const token of tokens) {
    const problem = problemOf(line, token);
    if (problem !== undefined) throw new UsageError(problem);
  }
  return parseArgs({ args, options }).values;
}

type Token = NonNullable<ReturnType<typeof parseArgs>['tokens']>[number];

function problemOf({ command, options, examples }: CommandLine<ParseArgsOptionsConfig>, token: Token) {
  const help = `\`${command} -- --help\` says what it takes.`;
  if (token.kind === 'positional') return `${command} cannot do anything with ${JSON.stringify(token.value)}. ${help}`;
  if (token.kind === 'option-terminator') return undefined;
  const { name, rawName, value } = token;
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (option === undefined) return `There is no option ${rawName}. ${help}`;
  if (option.type === 'boolean') return value === undefined ? undefined : `${rawName} takes no value. ${help}`;
  const isGiven = value !== undefined && value !== '' && !value.startsWith('-');
  return isGiven ? undefined : `${rawName} needs a value: ${command} -- ${rawName} ${examples?.[name] ?? 'VALUE'}`;
}

/** Of npm itself: it prints a help and a version of its own. */
const NPMS = ['help', 'version'];

/** Without two dashes before them npm takes our options for its own, and hands on no more than a variable. */
function requireDashes({ command, options, args, variables = process.env }: CommandLine<ParseArgsOptionsConfig>): void {
  const taken = Object.keys(options).filter((name) => {
    const isHere = args.some((argument) => argument === `--${name}` || argument.startsWith(`--${name}=`));
    return !isHere && !NPMS.includes(name) && variables[variableOf(name)] !== undefined;
  });
  if (taken.length === 0) return;
  const wanted = taken.map((name) => {
    const value = variables[variableOf(name)] ?? '';
    return [`--${name}`, ...(options[name]?.type === 'boolean' ? [] : [value === 'true' ? args[0] : value])].join(' ');
  });
  throw new UsageError(
    `npm took --${taken.join(' and --')} for itself. Two dashes must stand before: ${command} -- ${wanted.join(' ').trim()}`,
  );
}

const variableOf = (name: string) => `npm_config_${name.replaceAll('-', '_')}`;

/** Takes the name with which a command line begins, such as that of a stage, from before its options. */
export function leadingName(args: readonly string[]): { name: string | undefined; others: string[] } {
  const [first, ...rest] = args;
  const isName = first !== undefined && !first.startsWith('-');
  return isName ? { name: first, others: rest } : { name: undefined, others: [...args] };
}
