import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

// What functions import at their first use takes real time, of which the scheduler knows nothing: all that they may import is loaded ahead.

const FUNCTIONS = resolve(import.meta.dirname, '../../functions');
const CONSUMERS = ['advance-run', 'dispatch-run', 'equip-runner', 'github-webhook'];

for (const name of CONSUMERS) {
  const folder = join(FUNCTIONS, name);
  const parts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.ts'));
  // A handler reads the environment of its Lambda.
  for (const part of parts.filter((path) => path !== 'handler.ts')) await import(join(folder, part));
}
await import('../../shared/contract/failures.ts');
await import('../../shared/domain/failures/failures.ts');
