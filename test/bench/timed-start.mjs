/**
 * Imports a bundled handler in a fresh process, as a cold start does, and prints `{ ms, modules }`: how long that took,
 * and with `modules` as the second argument the addresses of all modules it loaded. Noting them costs time, so that one
 * start answers one question. Plain JavaScript: stripping types would be measured too.
 */
import { registerHooks } from 'node:module';

const [handler, question] = process.argv.slice(2);
const modules = [];
if (question === 'modules') {
  registerHooks({
    load(url, context, next) {
      modules.push(url);
      return next(url, context);
    },
  });
}
const startedAt = performance.now();
await import(handler);
const ms = performance.now() - startedAt;
process.stdout.write(JSON.stringify({ ms, modules }), () => process.exit(0));
