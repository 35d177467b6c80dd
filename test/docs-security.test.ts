import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { securityPage } from '../docs/write/security-page.ts';
import { PERMISSIONS, type Permissions } from '../infra/permissions.ts';
import type { SecretName } from '../shared/contract/env.ts';

const PAGE = readFileSync(join(import.meta.dirname, '../docs/security.md'), 'utf8');

/** What the take-over of a function reaches, as people wrote it, by the function. */
function written(): Map<string, string> {
  const [, section = ''] = /\n## What the take-over [^\n]*\n([\s\S]*?)<!-- permissions/.exec(PAGE) ?? [];
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  return new Map(
    rows.map((row) => row.split('|').map((cell) => cell.trim())).map((cells) => [cells[1] ?? '', cells[3] ?? '']),
  );
}

/** Secrets, by the words that tell of them. */
const SECRETS: Readonly<Record<string, readonly SecretName[]>> = {
  "the App's private key": ['githubPrivateKey'],
  "the trackers' credentials": ['linearApiKey'],
  'the access code': ['accessCode'],
  'the key that signs tokens of runs': ['tokenPrivateKey'],
  'the addresses of chats': ['slackWebhookUrl'],
  "on Fly the app's token": ['flyToken'],
  "the model's credential": ['flyModelCredentials'],
  'so to sign deliveries': ['githubWebhookSecret', 'linearWebhookSecret'],
};

function readersOf(names: readonly SecretName[]): string[] {
  const isRead = ({ secrets = [], machineSecrets = [] }: Permissions) =>
    [...secrets, ...machineSecrets].some((secret) => names.includes(secret));
  const readers = Object.entries(PERMISSIONS).filter(([, permissions]) => isRead(permissions));
  return readers.map(([name]) => `\`${name}\``).sort();
}

test('the security page has the permissions as they are', () => {
  expect(PAGE).toBe(securityPage());
});

test('of every function the security page says what its take-over reaches', () => {
  expect([...written().keys()].sort()).toEqual(
    Object.keys(PERMISSIONS)
      .map((name) => `\`${name}\``)
      .sort(),
  );
});

test.each(Object.entries(SECRETS))(
  'the security page tells of %s where a function reads it, and nowhere else',
  (words, names) => {
    const told = [...written()].filter(([, reached]) => reached.includes(words)).map(([name]) => name);

    expect(told.sort()).toEqual(readersOf(names));
  },
);
