import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { envExample } from '../../local/world/home/env-example.ts';

test('.env.example is what the schema of the settings gives', async () => {
  // On a change: vitest -u writes the file anew.
  await expect(envExample()).toMatchFileSnapshot('../../.env.example');
  expect(readFileSync('.env.example', 'utf8')).toContain('LINEAR_API_KEY=\n');
});
