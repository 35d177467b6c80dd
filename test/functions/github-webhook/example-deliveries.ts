import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as z from 'zod';

const require = createRequire(import.meta.url);

const Examples = z.array(z.object({ name: z.string(), examples: z.array(z.record(z.string(), z.unknown())) }));

/** Servers whose deliveries are published. */
export const SERVERS = ['api.github.com', 'ghes-31', 'ghes-32', 'ghes-33', 'ghes-34', 'ghes-35'] as const;

export interface ExampleDelivery {
  event: string;
  payload: Record<string, unknown>;
}

/** Every published delivery of these events, as GitHub sent it. */
export function exampleDeliveries(server: (typeof SERVERS)[number], events: readonly string[]): ExampleDelivery[] {
  const path = require.resolve(`@octokit/webhooks-examples/${server}/index.json`);
  const published = Examples.parse(JSON.parse(readFileSync(path, 'utf8')));
  return published
    .filter(({ name }) => events.includes(name))
    .flatMap(({ name, examples }) => examples.map((payload) => ({ event: name, payload })));
}
