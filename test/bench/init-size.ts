import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { bundleFunctions, bundleHandlers } from '../../infra/bundle-functions.ts';
import { FUNCTION_ENVS } from '../../shared/contract/env.ts';
import type { HandlerStarts } from './handler-starts.ts';

/** A bundled handler, and what it loads at init. */
export interface BundledHandler {
  name: string;
  file: string;
  /** The names of its variables. */
  variables: readonly string[];
  /** Of all files that are loaded until it is ready for an event; 1 kB is 1000 bytes. */
  kB: number;
  /** The npm packages of which a part is loaded, and Node's own modules, such as `node:https`. */
  packages: ReadonlySet<string>;
}

/** A function beside the empty handler that imports the same ones of the mandated libraries. */
export interface SizedFunction {
  handler: BundledHandler;
  empty: BundledHandler;
  /** Between their kB. */
  ratio: number;
}

/** How much more than its empty handler a function may load. */
export const MAX_RATIO = 1.25;

/** The mandated libraries that not every function uses; the others are in every empty handler. */
const OPTIONAL_LIBRARIES = ['@aws-sdk/client-dynamodb', '@aws-sdk/client-sqs', '@aws-sdk/client-ssm', 'jose'];
const EMPTY_HANDLERS = [
  'queues',
  'secrets',
  'queues-and-secrets',
  'queues-and-secrets-without-table',
  'queues-and-tokens',
  'secrets-and-tokens',
  'queues-secrets-and-tokens',
];

const Metafile = z.object({ outputs: z.record(z.string(), z.object({ inputs: z.record(z.string(), z.unknown()) })) });

/** Bundles all functions and all empty handlers into `folder` by the same settings, and starts each once. */
export async function sizedFunctions(folder: string, starts: HandlerStarts): Promise<SizedFunction[]> {
  const [functionsFolder, emptyFolder] = [join(folder, 'functions'), join(folder, 'empty-handlers')];
  await bundleFunctions(functionsFolder);
  const emptyHandlers = EMPTY_HANDLERS.map((name) => [name, join('test', 'bench', 'empty-handlers', `${name}.ts`)]);
  await bundleHandlers(Object.fromEntries(emptyHandlers), emptyFolder);
  const empties: BundledHandler[] = [];
  for (const name of EMPTY_HANDLERS) empties.push(await measured(emptyFolder, name, [], starts));
  const sized: SizedFunction[] = [];
  for (const [name, env] of Object.entries(FUNCTION_ENVS)) {
    const handler = await measured(functionsFolder, name, Object.keys(env.shape), starts);
    const empty = emptyHandlerFor(handler, empties);
    sized.push({ handler, empty, ratio: handler.kB / empty.kB });
  }
  return sized;
}

async function measured(
  folder: string,
  name: string,
  variables: readonly string[],
  starts: HandlerStarts,
): Promise<BundledHandler> {
  const file = resolve(folder, name, 'handler.mjs');
  const modules = await starts.loadedModules(file, variables);
  const loaded = modules.filter((url) => url.startsWith('file:')).map((url) => fileURLToPath(url));
  const bytes = loaded.map((path) => statSync(path).size).reduce((sum, size) => sum + size, 0);
  const inputs = inputsOf(folder);
  const packages = new Set(loaded.flatMap((path) => inputs.get(path) ?? []).flatMap((input) => packageOf(input) ?? []));
  const builtins = modules.filter((url) => url.startsWith('node:'));
  return { name, file, variables, kB: bytes / 1000, packages: new Set([...packages, ...builtins]) };
}

/** What was bundled into each file of a folder, by the file's absolute path. */
function inputsOf(folder: string): Map<string, string[]> {
  const { outputs } = Metafile.parse(JSON.parse(readFileSync(`${folder}.metafile.json`, 'utf8')));
  return new Map(Object.entries(outputs).map(([path, { inputs }]) => [resolve(path), Object.keys(inputs)]));
}

function packageOf(input: string): string | undefined {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
}

function emptyHandlerFor(handler: BundledHandler, empties: readonly BundledHandler[]): BundledHandler {
  const wanted = librariesOf(handler);
  const found = empties.find((empty) => librariesOf(empty) === wanted);
  if (found) return found;
  throw new Error(
    `${handler.name} loads ${wanted || 'no optional library'}: write an empty handler that does the same`,
  );
}

function librariesOf({ packages }: BundledHandler): string {
  return OPTIONAL_LIBRARIES.filter((name) => packages.has(name)).join(', ');
}
