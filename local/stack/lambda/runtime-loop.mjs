/**
 * Runs one function in its own process, as Lambda's own runtime does: it imports the handler, then asks the Runtime
 * API for the next event and posts what the handler answers, for ever.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 *
 * Started as `node runtime-loop.mjs <clock offset in ms>`; each event brings the offset anew, so that the function
 * lives in the laptop's time. A module of plain JavaScript: stripping types would cost every start 90 ms and 17 MB.
 */
import { existsSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const RealDate = Date;
let offsetMs = Number(process.argv[2]);

const now = () => RealDate.now() + offsetMs;
globalThis.Date = new Proxy(RealDate, {
  construct: (target, parts, newTarget) => Reflect.construct(target, parts.length === 0 ? [now()] : parts, newTarget),
  apply: () => new RealDate(now()).toString(),
  get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
});

// The laptop holds the other end of our standard input: when it dies, so do we.
process.stdin.on('end', () => process.exit(1)).resume();
// Ctrl-C in the laptop's terminal reaches us too: it is for the laptop to stop us, between two events.
process.on('SIGINT', () => {});

function call(method, path, body = '') {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const options = { host, port, agent, method, path: `/2018-06-01/runtime/${path}`, headers };
    const outgoing = request(options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks).toString() }));
    });
    outgoing.on('error', reject).end(body);
  });
}

function describe(error) {
  if (!(error instanceof Error)) return JSON.stringify({ errorType: typeof error, errorMessage: String(error) });
  return JSON.stringify({ errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') });
}

async function importHandler() {
  const [, path, name] = /^(.*)\.([^.]+)$/.exec(process.env._HANDLER);
  const base = join(process.env.LAMBDA_TASK_ROOT, path);
  const file = [`${base}.mjs`, `${base}.js`].find(existsSync);
  if (file === undefined) throw new Error(`no module ${base}.mjs or ${base}.js`);
  const module = await import(pathToFileURL(file).href);
  if (typeof module[name] !== 'function') throw new Error(`${file} exports no function ${name}`);
  return module[name];
}

function contextOf(headers) {
  const deadlineAt = Number(headers['lambda-runtime-deadline-ms']);
  return {
    callbackWaitsForEmptyEventLoop: false,
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadlineAt - Date.now()),
  };
}

async function serve(handler) {
  const { headers, body } = await call('GET', 'invocation/next');
  offsetMs = Number(headers['x-laptop-clock-offset-ms']);
  const context = contextOf(headers);
  const answer = (path, text) => call('POST', `invocation/${context.awsRequestId}/${path}`, text);
  try {
    const result = await handler(JSON.parse(body), context);
    await answer('response', JSON.stringify(result ?? null));
  } catch (error) {
    await answer('error', describe(error));
  }
}

try {
  const handler = await importHandler();
  for (;;) await serve(handler);
} catch (error) {
  await call('POST', 'init/error', describe(error)).catch(() => {});
  process.exit(1);
}
