/**
 * Imports a bundled handler in a fresh process, as a cold start does, and prints `{ ms, files }`: how long that took,
 * and with `files` as the second argument the addresses of all modules it loaded. Noting them costs time, so that one
 * start answers one question. Plain JavaScript: stripping types would be measured too.
 */
import { registerHooks } from 'node:module';

const [handler, question] = process.argv.slice(2);
const files = [];
if (question === 'files') {
  registerHooks({
    load(url, context, next) {
      files.push(url);
      return next(url, context);
    },
  });
}
const startedAt = performance.now();
await import(handler);
const ms = performance.now() - startedAt;
process.stdout.write(JSON.stringify({ ms, files }), () => process.exit(0));
