import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { keptSecrets } from '../../local/world/home/secrets.ts';
import { isStrongAccessCode } from '../../shared/contract/access-code.ts';

function aFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'secrets.json');
}

test('secrets are made once, and a second start goes on with them', () => {
  const file = aFile();
  const made = keptSecrets(file);

  expect(isStrongAccessCode(made.accessCode)).toBe(true);
  expect(keptSecrets(file)).toEqual(made);
});

test('a kept access code that is too short is replaced, and all else stays', () => {
  const file = aFile();
  const made = keptSecrets(file);
  writeFileSync(file, JSON.stringify({ ...made, accessCode: 'AbCdEfGh0123' }));
  const kept = keptSecrets(file);

  expect(isStrongAccessCode(kept.accessCode)).toBe(true);
  expect(kept).toEqual({ ...made, accessCode: kept.accessCode });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(kept);
});

test('what a file of an older version lacks is made once', () => {
  const file = aFile();
  const { jiraApiToken: _, ...older } = keptSecrets(file);
  writeFileSync(file, JSON.stringify(older));

  expect(keptSecrets(file)).toEqual(keptSecrets(file));
});
