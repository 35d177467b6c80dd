import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { env as machine } from 'node:process';
import { text } from 'node:stream/consumers';
import { afterAll, expect, test } from 'vitest';
import { run as runWhy } from '../../local/commands/deployed/why.ts';
import { readOptions } from '../../local/commands/options.ts';
import { outcomeOf } from '../../local/commands/outcome-of.ts';
import { run as runSim } from '../../local/commands/sim.ts';
import { run as runStart } from '../../local/commands/start.ts';
import { LaptopSettings, servicesOf } from '../../local/world/home/settings.ts';
import { run as runBench } from '../bench/bench.ts';
import { run as runFirst } from '../bench/first.ts';
import { run as runPickup } from '../bench/pickup.ts';
import { run as runPublish } from '../bench/publish.ts';

// What a newcomer types wrongly, and the one sentence that answers.

const COMMANDS = {
  'npm start': runStart,
  'npm run sim': runSim,
  'npm run why': runWhy,
  'npm run bench': runBench,
  'npm run bench:first': runFirst,
  'npm run bench:pickup': runPickup,
  'npm run bench:publish': runPublish,
} as const;

/** What is typed, behind two dashes where there are any → how it ends, and its first line. */
const WRONG: ReadonlyArray<readonly [command: keyof typeof COMMANDS, args: readonly string[], line: string]> = [
  ['npm start', ['--prot', '4701'], 'There is no option --prot. `npm start -- --help` says what it takes.'],
  ['npm start', ['-p', '4701'], 'There is no option -p. `npm start -- --help` says what it takes.'],
  ['npm start', ['--port'], '--port needs a value: npm start -- --port 4700'],
  ['npm start', ['--port='], '--port needs a value: npm start -- --port 4700'],
  ['npm start', ['--port', '--fresh'], '--port needs a value: npm start -- --port 4700'],
  ['npm start', ['--port', 'abc'], '--port abc is not usable: give a number from 1024 to 65530'],
  ['npm start', ['--port', '80'], '--port 80 is not usable: give a number from 1024 to 65530'],
  ['npm start', ['--port', '65531'], '--port 65531 is not usable: give a number from 1024 to 65530'],
  ['npm start', ['--port', '4700.5'], '--port 4700.5 is not usable: give a number from 1024 to 65530'],
  ['npm start', ['--fresh=yes'], '--fresh takes no value. `npm start -- --help` says what it takes.'],
  ['npm start', ['4701'], 'npm start cannot do anything with "4701". `npm start -- --help` says what it takes.'],
  ['npm start', ['fresh'], 'npm start cannot do anything with "fresh". `npm start -- --help` says what it takes.'],
  ['npm start', ['--json'], '--json goes with --until-settled: npm start -- --until-settled --json'],
  ['npm run sim', ['frobnicate'], 'There is no move frobnicate. `npm run sim -- --help` lists them.'],
  ['npm run sim', ['toString'], 'There is no move toString. `npm run sim -- --help` lists them.'],
  ['npm run sim', ['--list'], 'There is no move --list. `npm run sim -- --help` lists them.'],
  ['npm run sim', ['mark'], 'Usage: npm run sim -- mark <KEY>'],
  ['npm run sim', ['mark', 'ENG-1', 'ENG-2'], 'Usage: npm run sim -- mark <KEY>'],
  ['npm run sim', ['block', 'ENG-1'], 'Usage: npm run sim -- block <KEY> <BY>'],
  ['npm run sim', ['list', 'all'], 'Usage: npm run sim -- list'],
  ['npm run sim', ['clock'], 'Usage: npm run sim -- clock <DURATION or next>'],
  [
    'npm run sim',
    ['comment', 'ENG-1', 'please', 'hurry'],
    'Put the text in quotes: npm run sim -- comment <KEY or PULL> "<TEXT>"',
  ],
  ['npm run sim', ['comment', 'ENG-1'], 'Usage: npm run sim -- comment <KEY or PULL> <TEXT>'],
  ['npm run bench:first', [], 'What to hold HEAD against? npm run bench:first -- --base 5ffbba2'],
  ['npm run bench:first', ['--base'], '--base needs a value: npm run bench:first -- --base 5ffbba2'],
  ['npm run bench:first', ['--base', 'HEAD', '--rounds', 'x'], '--rounds x is no number from 1 on'],
  [
    'npm run bench:first',
    ['--base', 'nowhere'],
    'There is no commit nowhere here. A shallow clone has few: git fetch --unshallow',
  ],
  ['npm run bench:pickup', [], 'What to hold this tree against? npm run bench:pickup -- --base 5ffbba2'],
  ['npm run bench:pickup', ['--base', 'HEAD', '--marks', '1.5'], '--marks 1.5 is no number from 1 on'],
  ['npm run bench:publish', [], 'What to hold this tree against? npm run bench:publish -- --base 5ffbba2'],
  ['npm run bench:publish', ['--base', 'HEAD', '--rounds', '0'], '--rounds 0 is no number from 1 on'],
  [
    'npm run bench:publish',
    ['--base', 'nowhere'],
    'There is no commit nowhere here. A shallow clone has few: git fetch --unshallow',
  ],
  ['npm run why', [], 'Why does which ticket not run? npm run why -- ENG-12'],
  ['npm run why', ['--ulr', 'x'], 'There is no option --ulr. `npm run why -- --help` says what it takes.'],
  [
    'npm run why',
    ['ENG-1', 'ENG-2'],
    'npm run why cannot do anything with "ENG-2". `npm run why -- --help` says what it takes.',
  ],
  ['npm run why', ['ENG-1', '--url', 'nowhere'], '--url nowhere is no address: it begins with https://'],
  [
    'npm run why',
    ['ENG-1', '--url', 'https://acme.example'],
    'The access code is missing. Say: export AI_IMPLEMENT_ACCESS_CODE=$(aws ssm get-parameter --region REGION --with-decryption --name /ai-implement/STAGE/access-code --query Parameter.Value --output text)',
  ],
  ['npm run bench', ['--jsno'], 'There is no option --jsno. `npm run bench -- --help` says what it takes.'],
  [
    'npm run bench',
    ['fast'],
    'npm run bench cannot do anything with "fast". `npm run bench -- --help` says what it takes.',
  ],
];

/** How a command ends in this process, which it must before it does anything. */
async function endOf(command: keyof typeof COMMANDS, args: readonly string[]) {
  const lines: string[] = [];
  const code = await outcomeOf(
    () => COMMANDS[command]([...args]),
    (sentence) => void lines.push(sentence),
  );
  return { code, lines };
}

test.each(WRONG)('%s %j is answered by one sentence', async (command, args, line) => {
  expect(await endOf(command, args)).toEqual({ code: 1, lines: [line] });
});

/** What is typed without two dashes: npm hands on these arguments, and this of its own. */
const WITHOUT_DASHES: ReadonlyArray<readonly [string, string[], Record<string, string>, string]> = [
  ['npm start --port 4701', ['4701'], { npm_config_port: 'true' }, '--port 4701'],
  ['npm start --port=4701', [], { npm_config_port: '4701' }, '--port 4701'],
  ['npm start --fresh', [], { npm_config_fresh: 'true' }, '--fresh'],
  [
    'npm start --until-settled --json',
    [],
    { npm_config_until_settled: 'true', npm_config_json: 'true' },
    '--until-settled --json',
  ],
  ['npm start --json -- --until-settled', ['--until-settled'], { npm_config_json: 'true' }, '--json'],
];

test.each(WITHOUT_DASHES)('%s is told where two dashes are missing', (_, args, variables, wanted) => {
  const options = {
    port: { type: 'string' },
    fresh: { type: 'boolean' },
    'until-settled': { type: 'boolean' },
    json: { type: 'boolean' },
  } as const;
  const read = () => readOptions({ command: 'npm start', options, args, variables });
  expect(read).toThrow(
    new RegExp(`^npm took --[\\w -]+ for itself\\. Two dashes must stand before: npm start -- ${wanted}$`),
  );
});

test('what stands behind two dashes is not mistaken for a forgotten pair', () => {
  const options = { port: { type: 'string' } } as const;
  const args = ['--port', '4701'];
  expect(readOptions({ command: 'npm start', options, args, variables: { npm_config_port: '1' } })).toEqual({
    port: '4701',
  });
});

test.each([
  [{ JIRA_SITE_URL: 'https://a.test' }, 'JIRA_EMAIL and JIRA_API_TOKEN are missing'],
  [{ JIRA_SITE_URL: 'https://a.test', JIRA_EMAIL: 'a@b.test' }, 'JIRA_API_TOKEN is missing'],
  [{ JIRA_SITE_URL: 'https://a.test', JIRA_CLOUD_ID: 'c' }, 'JIRA_ACCESS_TOKEN is missing'],
  [{ JIRA_EMAIL: 'a@b.test', JIRA_API_TOKEN: 't' }, 'JIRA_SITE_URL is missing'],
  [{ JIRA_ACCESS_TOKEN: 't' }, 'JIRA_SITE_URL and JIRA_CLOUD_ID are missing'],
  [{ JIRA_SITE_URL: 'https://a.test', JIRA_EMAIL: 'a@b.test', JIRA_CLOUD_ID: 'c' }, 'both ways to sign in are set'],
])('a Jira of which %j is set is told what is missing', (variables, trouble) => {
  expect(() => servicesOf(LaptopSettings.parse(variables))).toThrow(`Jira is half configured: ${trouble}`);
});

const { PATH: SEARCH_PATH = '' } = machine;
const folder = mkdtempSync(join(tmpdir(), 'ai-implement-usage-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Launch {
  args: string[];
  cwd?: string;
  env?: Record<string, string>;
  /** Before the launcher. */
  node?: string[];
}

/** Runs a command as npm does, in a folder of its own. */
async function launch({ args, cwd = folder, env = {}, node = [] }: Launch) {
  const child = spawn(process.execPath, [...node, resolve('local/commands/launch.mjs'), ...args], {
    cwd,
    env: { PATH: SEARCH_PATH, HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, 'close')]);
  return { code, lines: stderr.trimEnd().split('\n') };
}

const START = ['local/commands/start.ts', '--port', '4790'];

test('Node 18 gets a sentence before anything is loaded that it cannot read', async () => {
  const old = 'Object.defineProperty(process, "versions", { value: { node: "18.20.4" } })';
  const { code, lines } = await launch({ args: START, node: ['--import', `data:text/javascript,${old}`] });
  expect({ code, count: lines.length, first: lines[0] }).toMatchObject({
    ...{ code: 1, count: 1 },
    first: expect.stringMatching(/^This needs Node 24, and runs on v.* Run `npm install`/),
  });
});

test('a folder in which nothing can be written gets a sentence', async () => {
  // Of the kernel: not even root writes there.
  expect(await launch({ args: START, cwd: '/sys' })).toEqual({
    code: 1,
    lines: [expect.stringMatching(/^\S*\.local cannot be written: this folder is read-only for you\./)],
  });
});

test('a file in the place of the kept state gets a sentence', async () => {
  const cwd = join(folder, 'file');
  mkdirSync(cwd);
  writeFileSync(join(cwd, '.local'), '');
  const { code, lines } = await launch({ args: START, cwd });
  expect({ code, lines }).toEqual({
    code: 1,
    lines: [expect.stringMatching(/\.local is a file, and a folder is needed/)],
  });
});

test.each([
  ['kept.json', '{'],
  ['kept.json', '[]'],
  ['secrets.json', '{"accessCode":1}'],
])('%s that holds %s gets a sentence that says how to go on', async (name, content) => {
  const cwd = mkdtempSync(join(folder, 'damaged-'));
  mkdirSync(join(cwd, '.local'));
  writeFileSync(join(cwd, '.local', name), content);
  const { code, lines } = await launch({ args: START, cwd });
  expect({ code, lines }).toEqual({
    code: 1,
    lines: [`.local/${name} is damaged. Forget the kept state with: npm start -- --fresh`],
  });
});

test('a move where nothing runs is told how to start', async () => {
  const cwd = mkdtempSync(join(folder, 'idle-'));
  expect(await launch({ args: ['local/commands/sim.ts', 'mark', 'ENG-1'], cwd })).toEqual({
    code: 1,
    lines: ['Nothing is running here. Start it with `npm start` in another terminal.'],
  });
});
