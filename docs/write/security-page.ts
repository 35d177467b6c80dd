import { readFileSync } from 'node:fs';
import { PERMISSIONS, type Permissions } from '../../infra/permissions.ts';
import { SECRETS, type SecretName } from '../../shared/contract/env.ts';
import { table } from './table.ts';

const PAGE = new URL('../security.md', import.meta.url);
const BLOCK = /(<!-- permissions: .* -->\n)[\s\S]*(<!-- end of permissions -->)/;

/** What stands in partitions of the table, for people. */
const RECORDS: Readonly<Record<string, string>> = {
  'RUN#*': 'runs',
  'TICKET#*': 'tickets',
  'PR#*': 'pull requests',
  'MAPPING#*': 'mappings',
  'BUCKET#*': 'slots',
  'DISPATCHED#*': 'dispatch records',
  'SPENT#*': 'what was spent',
  TIMERS: 'timers',
  SETTINGS: 'notes of polls and watches',
  STOP: 'the stop of all',
  'SESSION#*': 'sessions and tokens',
  'THROTTLE#*': 'failed sign-ins',
  'AUDIT#*': 'the audit log',
  'NOTIFIED#*': 'what chats were told',
  'FAILURE#*': 'why messages failed',
  DELIVERIES: 'deliveries asked for again',
};

/** Of indexes, by how their partitions begin; that of a ticket in the second one lists its runs. */
const LISTED: Readonly<Record<string, string>> = {
  MAPPINGS: 'mappings',
  BUCKETS: 'slots',
  TICKETS: 'tickets',
  RUNS: 'runs',
  TICKET: 'runs',
  PRS: 'pull requests',
  'PRS-OF': 'pull requests',
  ACCESS: 'sessions and tokens',
};

/** The page as it stands, with the table of what each function may do. */
export function securityPage(): string {
  const rows = Object.entries(PERMISSIONS).map(([name, permissions]) => [`\`${name}\``, ...cellsOf(permissions)]);
  const page = readFileSync(PAGE, 'utf8');
  if (!BLOCK.test(page)) throw new Error('docs/security.md has lost the place of its permissions');
  const head = ['function', 'reads the secrets', 'changes records of', 'reads besides', 'queues'];
  return page.replace(BLOCK, (_, begin: string, end: string) => `${begin}\n${table(head, rows)}\n\n${end}`);
}

function cellsOf(permissions: Permissions): string[] {
  const { secrets = [], machineSecrets = [] } = permissions;
  const changed = changedBy(permissions);
  const onFly = machineSecrets.length === 0 ? [] : [`with Fly ${named(machineSecrets)}`];
  const told = [...changed].map(([record, isLimited]) => (isLimited ? `${record} (few attributes)` : record));
  const read = [...readBy(permissions)].filter((record) => !changed.has(record));
  return [
    listed([...(secrets.length === 0 ? [] : [named(secrets)]), ...onFly], '; '),
    listed(told),
    listed(read),
    queuesOf(permissions),
  ];
}

/** Each with whether it may name few attributes only. */
function changedBy({ items, attributes = {} }: Permissions): Map<string, boolean> {
  const isWrite = (action: string) => /^(?:Put|Update|Delete)/.test(action);
  const whole = Object.keys(items).filter((key) => items[key]?.some(isWrite));
  return new Map([
    ...Object.keys(attributes).map((key) => [wordOf(RECORDS, key), true] as const),
    ...whole.map((key) => [wordOf(RECORDS, key), false] as const),
  ]);
}

function readBy({ items, indexes = {} }: Permissions): Set<string> {
  const isRead = (action: string) => /Get|Query/.test(action);
  const keys = Object.keys(items).filter((key) => items[key]?.some(isRead));
  const partitions = Object.values(indexes).flat();
  return new Set([
    ...keys.map((key) => wordOf(RECORDS, key)),
    ...partitions.map((partition) => wordOf(LISTED, partition.replace(/#.*$/, ''))),
  ]);
}

function wordOf(words: Readonly<Record<string, string>>, key: string): string {
  const word = words[key];
  if (word === undefined) throw new Error(`docs/write/security-page.ts has no word for ${key}`);
  return word;
}

function named(secrets: readonly SecretName[]): string {
  return secrets.map((name) => `\`${SECRETS[name]}\``).join(', ');
}

function queuesOf({ consumes, sends = [], measures = [], replays = [], publishes }: Permissions): string {
  return listed(
    [
      ...(consumes === undefined ? [] : [`is started by ${consumes}`]),
      ...(sends.length === 0 ? [] : [`sends to ${sends.join(' and ')}`]),
      ...(replays.length === 0 ? [] : ['takes dead letters']),
      ...(measures.length === 0 ? [] : ['counts messages']),
      ...(publishes ? ['tells the topic of runs'] : []),
    ],
    '; ',
  );
}

function listed(parts: readonly string[], by = ', '): string {
  return parts.length === 0 ? '-' : parts.join(by);
}
