import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { expect, test } from 'vitest';
import { SUPPRESSIONS } from '../infra/suppressions.ts';
import packageJson from '../package.json' with { type: 'json' };
import { VERSION } from '../shared/contract/version.ts';
import { EXECUTORS } from '../shared/domain/executors.ts';
import { TRACKERS } from '../shared/domain/ticket.ts';
import { comparedNames } from './compared-names.ts';
import { circlesOf, floorsOf, importGraph } from './import-graph.ts';
import { type ImportRule, importTable } from './import-table.ts';
import { importsOf, isComputedImport } from './imports-of.ts';

const ROOT = resolve(import.meta.dirname, '..');
const FOLDERS = [
  'infra',
  'functions',
  'shared',
  'runner',
  'templates',
  'ui',
  'local',
  'simulators',
  'test',
  'docs',
  'findings',
];

/** The table of the page that people read. */
const TABLE = importTable(readFileSync(join(ROOT, 'docs/house.md'), 'utf8'));

/** Single imports that the table forbids, and why they stand all the same. */
const EXCEPTIONS = {
  'functions/admin/sessions/sign-in.ts imports node:crypto':
    'comparing in constant time is a pure function that only Node offers',
};

const NAMES = [...TRACKERS, ...EXECUTORS];

/** Every lint suppression in the repository, as `path: text`; a new one is a decision, taken here. */
const LINT_SUPPRESSIONS: string[] = [];

/** Every finding of the infrastructure's validators that is acknowledged. */
const NAG_ACKNOWLEDGEMENTS = [
  'Api AwsSolutions::AwsSolutions-APIG4: Each function authenticates its callers itself: run tokens and session keys of runners, admin sessions by access code. A Lambda authorizer could not see the bodies, and GET /health is public on purpose.',
  '. AwsSolutions::AwsSolutions-IAM5[Resource::*]: xray:PutTraceSegments and xray:PutTelemetryRecords know no resources. The snapshot of all permissions in test/infra holds that nothing else is allowed on *.',
];

const FORBIDDEN_NAMES = [
  'util',
  'utils',
  'helper',
  'helpers',
  'common',
  'misc',
  'manager',
  'service',
  'base',
  'core',
  'index',
];

const files = FOLDERS.flatMap((folder) => filesUnder(folder));
const sources = files.filter((path) => /\.(ts|tsx|mjs)$/.test(path));
const textOf = (path: string) => readFileSync(join(ROOT, path), 'utf8');

function filesUnder(folder: string): string[] {
  try {
    return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).split(sep).join('/'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Why `path` may not import `specifier`; undefined when it may. */
function complaint(path: string, specifier: string): string | undefined {
  const rule = TABLE.find((candidate) => candidate.of.test(path));
  if (rule === undefined) return `${path} has no rule`;
  const isAllowed = specifier.startsWith('.')
    ? mayImportFile(rule, path, specifier)
    : mayImportPackage(rule, specifier);
  return isAllowed ? undefined : `${path} imports ${specifier}`;
}

function mayImportFile(rule: ImportRule, path: string, specifier: string): boolean {
  const target = join(dirname(path), specifier).split(sep).join('/');
  const group = rule.of.exec(path)?.[1] ?? '';
  const allowed = [`${dirname(path)}/`, ...rule.files.map((file) => file.replace('*', group))];
  return allowed.some((prefix) => prefix === '/' || target.startsWith(prefix));
}

function mayImportPackage(rule: ImportRule, specifier: string): boolean {
  return rule.packages.some(
    (name) =>
      name === '*' ||
      specifier === name ||
      specifier.startsWith(name.endsWith('/') || name.endsWith(':') ? name : `${name}/`),
  );
}

test('no file imports what its folder may not', () => {
  const complaints = sources.flatMap((path) => importsOf(textOf(path)).map((specifier) => complaint(path, specifier)));

  expect(complaints.length).toBeGreaterThan(300);
  expect(complaints.filter((text) => text !== undefined)).toEqual(Object.keys(EXCEPTIONS));
});

test('no import goes in a circle, types included, and the house has so many floors', () => {
  const graph = importGraph(new Map(sources.map((path) => [path, textOf(path)])));
  const circles = circlesOf(graph);
  const rooms = FOLDERS.filter((room) => sources.some((path) => path.startsWith(`${room}/`)));

  expect(circles).toEqual([]);
  const floors = rooms.map((room) => `${room} ${floorsOf(graph, room)}`).join(', ');
  process.stdout.write(`${circles.length} circles; floors: ${floors}\n`);
});

/** They take, hand on or make the options of a laptop run: one bag for the stack, and one for the world with what is made of it. */
const OPTION_BAGS = /\b(?:startLaptopRun|LaptopStackOptions|LaptopWorldOptions|VendorOptions|ExecutedRuns)\b/;

test('the options of a laptop run pass through few files', () => {
  const files = sources.filter((path) => OPTION_BAGS.test(textOf(path)) && path !== 'test/architecture.test.ts');

  process.stdout.write(`the options of a laptop run pass through ${files.length} files\n`);
  expect(files).toContain('local/world/laptop-run.ts');
  expect(files.length).toBeLessThanOrEqual(15);
});

/** What an operator runs against a deployment (setup, doctor, deploy …) has a bound of its own. */
test.each([
  ['the laptop without its simulators', /^local\/(?!commands\/deployed\/)/, 1000, 6000],
  ['what is run against a deployment', /^local\/commands\/deployed\//, -1, 4000],
])('%s stays small', (_name, place, least, most) => {
  const texts = sources.filter((path) => place.test(path)).map((path) => textOf(path));
  const lines = texts.reduce((sum, text) => sum + text.split('\n').length - 1, 0);

  expect(lines).toBeGreaterThan(least);
  expect(lines).toBeLessThan(most);
});

test('nothing lies loose at the root of the laptop', () => {
  const rooms = new Set(sources.filter((path) => path.startsWith('local/')).map((path) => path.split('/')[1]));

  expect([...rooms].sort()).toEqual(['commands', 'stack', 'world']);
});

test('the maps in README and docs/house.md name every folder that there is', () => {
  for (const page of ['README.md', 'docs/house.md']) {
    const named = new Set(
      [...textOf(page).matchAll(/^\| .*$/gm)].flatMap(([row]) =>
        [...row.matchAll(/`([a-z]+)\//g)].map(([, folder]) => folder),
      ),
    );
    expect(topFolders().filter((folder) => !named.has(folder))).toEqual([]);
  }
});

/** Where one tracker or executor may be told from the others: what each is made of, what opens it, and what the form asks. */
const KNOW_ONE = [/^shared\/adapters\//, /^shared\/wiring\//, /^ui\/mapping-fields\.ts$/, /^simulators\//, /^test\//];

test('no tracker and no executor is told by its name, but where it is made, opened, or asked for in the form', () => {
  const known = sources.filter((path) => KNOW_ONE.some((place) => place.test(path)));
  const others = sources.filter((path) => !known.includes(path));
  const compared = others.flatMap((path) => comparedNames(textOf(path), NAMES).map((found) => `${path}: ${found}`));

  expect(known.some((path) => comparedNames(textOf(path), NAMES).length > 0)).toBe(true);
  expect(compared).toEqual([]);
});

test('what is deployed names every import it makes', () => {
  const deployed = sources.filter((path) => /^(shared|functions|ui|runner)\//.test(path));

  expect(deployed.filter((path) => isComputedImport(textOf(path)))).toEqual([]);
});

test.each([
  ['shared/domain/run.ts', 'zod'],
  ['shared/contract/events.ts', 'node:crypto'],
  ['shared/ports/tracker.ts', '../adapters/linear/linear-tracker.ts'],
  ['shared/adapters/linear/linear-tracker.ts', '../github/github-client.ts'],
  ['shared/adapters/linear/linear-tracker.ts', '../../runtime/log.ts'],
  ['shared/adapters/linear/linear-tracker.ts', '../../github/understood.ts'],
  ['shared/github/understood.ts', '../adapters/github/github-id.ts'],
  ['shared/runtime/log.ts', '../domain/run.ts'],
  ['functions/admin/runs/list-runs.ts', '../../../shared/runtime/log.ts'],
  ['functions/admin/runs/list-runs.ts', '@aws-sdk/client-sqs'],
  ['functions/admin/runs/list-runs.ts', '../../poll-tickets/offer-tickets.ts'],
  ['functions/admin/handler.ts', '../poll-tickets/offer-tickets.ts'],
  ['functions/admin/handler.ts', '../../shared/adapters/dynamodb/run-store.ts'],
  ['functions/admin/handler.ts', '../../shared/domain/run.ts'],
  ['infra/app.ts', '../functions/admin/handler.ts'],
  ['ui/main.tsx', '../shared/domain/run.ts'],
  ['local/stack/laptop.ts', '../../shared/adapters/ssm/read-parameters.ts'],
  ['simulators/linear/simulator.ts', '../../local/stack/laptop.ts'],
  ['local/commands/start.ts', '../../functions/admin/handler.ts'],
])('%s may not import %s', (path, specifier) => {
  expect(complaint(path, specifier)).toBe(`${path} imports ${specifier}`);
});

test('lint suppressions are those of the list, each with its reason', () => {
  const marker = ['biome', 'ignore'].join('-');
  const found = [...sources, ...files.filter((path) => path.endsWith('.css'))].flatMap((path) =>
    textOf(path)
      .split('\n')
      .filter((line) => line.includes(marker))
      .map((line) => `${path}: ${line.trim()}`),
  );

  expect(found).toEqual(LINT_SUPPRESSIONS);
});

test('findings of the validators are acknowledged in one place, and are those of the list', () => {
  const places = sources.filter((path) => path.startsWith('infra/') && /\backnowledge\(/.test(textOf(path)));

  expect(places).toEqual(['infra/suppressions.ts']);
  expect(SUPPRESSIONS.map(({ within, id, reason }) => `${within} ${id}: ${reason}`)).toEqual(NAG_ACKNOWLEDGEMENTS);
});

test('files and folders are named in kebab-case, and none says nothing', () => {
  const parts = sources.flatMap((path) => path.split('/'));
  const stems = parts.map((part) =>
    part.replace(/(\.[a-z0-9-]+(?=\.test))?(\.test|\.d|\.generated)?\.(ts|tsx|mjs)$/, ''),
  );

  expect(stems.filter((stem) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem))).toEqual([]);
  expect(stems.filter((stem) => FORBIDDEN_NAMES.includes(stem))).toEqual([]);
});

function topFolders(): string[] {
  const ignored = textOf('.gitignore')
    .split('\n')
    .map((line) => line.replace(/\/$/, ''));
  return readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !ignored.includes(entry.name))
    .map((entry) => entry.name)
    .filter((folder) => folder !== 'node_modules');
}

test('there is no other top-level folder', () => {
  expect(topFolders().filter((folder) => !FOLDERS.includes(folder))).toEqual([]);
});

test('the version is that of the package', () => {
  expect(VERSION).toBe(packageJson.version);
});
