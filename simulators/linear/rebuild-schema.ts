import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Linear's SDK ships no schema, but its type declarations were generated from it and keep all of it: types, fields,
 * arguments, nullability. This reads them back into GraphQL's schema language, without descriptions.
 *
 * `node simulators/linear/rebuild-schema.ts` writes the committed file anew after an update of the SDK.
 */
export const SCHEMA_FILE = fileURLToPath(new URL('./schema.generated.graphql', import.meta.url));

interface Declaration {
  name: string;
  kind: 'type' | 'interface' | 'input' | 'arguments' | 'enum' | 'union' | 'scalars';
  interfaces: string[];
  /** Fields as name and TypeScript type; enum values and union members as names alone. */
  members: Array<{ name: string; type: string }>;
}

/** The schema of the installed SDK. */
export function rebuildSchema(): string {
  const packageFile = createRequire(import.meta.url).resolve('@linear/sdk/package.json');
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  const dist = join(dirname(packageFile), 'dist');
  const declaring = readdirSync(dist)
    .filter((file) => file.endsWith('.d.mts'))
    .map((file) => readFileSync(join(dist, file), 'utf8'))
    .find((text) => text.includes('\ntype Scalars = {'));
  if (!declaring) throw new Error(`@linear/sdk ${version} declares its schema in another way than this script knows`);
  const header = `# Rebuilt from the type declarations of @linear/sdk ${version} (MIT, Linear Orbit, Inc.) by rebuild-schema.ts.\n`;
  return header + schemaFromDeclarations(declaring);
}

/** Converts the text of the SDK's declarations; exported for tests. */
export function schemaFromDeclarations(text: string): string {
  const declarations = classify(readDeclarations(text));
  const argumentsByName = new Map(declarations.filter((d) => d.kind === 'arguments').map((d) => [d.name, d]));
  const printed = declarations.filter((d) => d.kind !== 'arguments').map((d) => print(d, argumentsByName));
  if (argumentsByName.size > 0) throw new Error(`arguments of no field: ${[...argumentsByName.keys()].join(', ')}`);
  return `${printed.join('\n')}\n`;
}

const HEAD = /^(?:type|declare enum) (\w+)(?: = (.*?))? ?\{$/;
const UNION = /^type (\w+) = (\w+(?: \| \w+)+);$/;
const FIELD = /^ {2}(\w+)\??: (.+);$/;
const ENUM_VALUE = /^ {2}\w+ = "(\w+)",$/;

/** The schema's own declarations come first and end where the fragments of the SDK's documents begin. */
function readDeclarations(text: string): Declaration[] {
  const start = text.indexOf('\ntype Scalars = {') + 1;
  const end = text.search(/^type \w+Fragment = /m);
  const declarations: Declaration[] = [];
  let open: Declaration | undefined;
  for (const line of text.slice(start, end).split('\n')) {
    if (open) {
      if (line === '};' || line === '}') open = undefined;
      else readMember(open, line);
      continue;
    }
    const declaration = readHead(line);
    if (!declaration) continue;
    declarations.push(declaration);
    if (declaration.kind !== 'union') open = declaration;
  }
  return declarations;
}

function readHead(line: string): Declaration | undefined {
  const union = UNION.exec(line);
  if (union?.[1] && union[2]) {
    return { name: union[1], kind: 'union', interfaces: [], members: union[2].split(' | ').map(nameOnly) };
  }
  const head = HEAD.exec(line);
  if (!head?.[1]) return undefined;
  const interfaces = head[2]?.match(/\w+/g) ?? [];
  return { name: head[1], kind: line.startsWith('declare enum') ? 'enum' : 'input', interfaces, members: [] };
}

function readMember(open: Declaration, line: string): void {
  const value = ENUM_VALUE.exec(line)?.[1];
  if (value) open.members.push(nameOnly(value));
  const [, name, type] = FIELD.exec(line) ?? [];
  if (name === '__typename') open.kind = 'type';
  else if (name && type) open.members.push({ name, type });
}

function nameOnly(name: string) {
  return { name, type: '' };
}

/** What has a `__typename` is an object; the rest is told apart by who names it. */
function classify(declarations: Declaration[]): Declaration[] {
  const interfaces = new Set(declarations.flatMap((d) => d.interfaces));
  const argumentNames = new Set(
    declarations
      .filter((d) => d.kind === 'type' || interfaces.has(d.name))
      .flatMap((d) => d.members.map((m) => argumentsName(d.name, m.name))),
  );
  return declarations.map((d) => {
    if (d.kind !== 'input') return d;
    if (d.name === 'Scalars') return { ...d, kind: 'scalars' };
    if (interfaces.has(d.name)) return { ...d, kind: 'interface' };
    return argumentNames.has(d.name) ? { ...d, kind: 'arguments' } : d;
  });
}

function argumentsName(owner: string, field: string): string {
  const pascal = field.replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
  return `${owner}${pascal}Args`;
}

function print(declaration: Declaration, argumentsByName: Map<string, Declaration>): string {
  const { name, kind, interfaces, members } = declaration;
  if (kind === 'scalars') return printScalars(members);
  if (kind === 'union') return `union ${name} = ${members.map((m) => m.name).join(' | ')}\n`;
  if (kind === 'enum') return `enum ${name} {\n${members.map((m) => `  ${m.name}`).join('\n')}\n}\n`;
  const implementing = interfaces.length > 0 ? ` implements ${interfaces.join(' & ')}` : '';
  const fields = members.map((member) => {
    const key = argumentsName(name, member.name);
    const args = kind === 'input' ? undefined : argumentsByName.get(key);
    argumentsByName.delete(key);
    return `  ${member.name}${args ? printArguments(args) : ''}: ${graphqlType(member.type)}`;
  });
  return `${kind} ${name}${implementing} {\n${fields.join('\n')}\n}\n`;
}

const BUILT_IN = new Set(['ID', 'String', 'Boolean', 'Int', 'Float']);

function printScalars(members: Declaration['members']): string {
  return members
    .filter((m) => !BUILT_IN.has(m.name))
    .map((m) => `scalar ${m.name}\n`)
    .join('\n');
}

function printArguments(args: Declaration): string {
  return `(${args.members.map((m) => `${m.name}: ${graphqlType(m.type)}`).join(', ')})`;
}

/** `Maybe<Array<Scalars["ID"]>>` → `[ID!]`: everything is required unless it may be null. */
function graphqlType(type: string): string {
  const optional = /^(?:Input)?Maybe<(.+)>$/.exec(type)?.[1];
  return optional ? bareType(optional) : `${bareType(type)}!`;
}

function bareType(type: string): string {
  const item = /^Array<(.+)>$/.exec(type)?.[1];
  if (item) return `[${graphqlType(item)}]`;
  const name = /^Scalars\["(\w+)"\]$/.exec(type)?.[1] ?? /^\w+$/.exec(type)?.[0];
  if (!name) throw new Error(`no GraphQL type for ${type}`);
  return name;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(SCHEMA_FILE, rebuildSchema());
}
