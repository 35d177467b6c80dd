import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a step wrote into the files that Actions reads after it. */
export interface StepEffects {
  outputs: Record<string, string>;
  env: Record<string, string>;
  path: string[];
  summary: string;
}

/** A step wrote what Actions cannot read. */
export class InvalidCommandFile extends Error {}

const FILES = {
  GITHUB_OUTPUT: 'output',
  GITHUB_ENV: 'env',
  GITHUB_PATH: 'path',
  GITHUB_STEP_SUMMARY: 'summary',
  GITHUB_STATE: 'state',
} as const;

/** Empty files for one step; `variables` tell it where they are. */
export function commandFiles(folder: string): { variables: Record<string, string>; read(): StepEffects } {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const paths = Object.entries(FILES).map(([variable, name]) => [variable, join(folder, name)] as const);
  for (const [, path] of paths) writeFileSync(path, '');
  const content = (name: string) => readFileSync(join(folder, name), 'utf8');
  return {
    variables: Object.fromEntries(paths),
    read() {
      const env = assignments('GITHUB_ENV', content(FILES.GITHUB_ENV));
      if ('NODE_OPTIONS' in env)
        throw new InvalidCommandFile("Can't store NODE_OPTIONS output parameter in GITHUB_ENV");
      return {
        env,
        outputs: assignments('GITHUB_OUTPUT', content(FILES.GITHUB_OUTPUT)),
        path: content(FILES.GITHUB_PATH).split(/\r?\n/).filter(Boolean),
        summary: content(FILES.GITHUB_STEP_SUMMARY),
      };
    },
  };
}

/** `name=value` lines, and `name<<END` with lines up to `END`. */
function assignments(file: string, text: string): Record<string, string> {
  const found: [string, string][] = [];
  const lines = text.split(/\r?\n/);
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    if (line === '') continue;
    const [, name = '', operator, rest = ''] = /^([^=<]+)(=|<<)(.*)$/.exec(line) ?? [];
    if (operator === undefined) throw new InvalidCommandFile(`Invalid format '${line.slice(0, 80)}' in ${file}`);
    if (operator === '=') found.push([name, rest]);
    else
      found.push([
        name,
        lines
          .splice(0, endOf(file, lines, rest) + 1)
          .slice(0, -1)
          .join('\n'),
      ]);
  }
  return Object.fromEntries(found);
}

function endOf(file: string, lines: string[], delimiter: string): number {
  const end = lines.indexOf(delimiter);
  if (end < 0) throw new InvalidCommandFile(`Matching delimiter not found '${delimiter}' in ${file}`);
  return end;
}
