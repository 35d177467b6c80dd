import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import * as z from 'zod';
import { answerParameters } from '../../local/stack/aws/parameter-store.ts';
import { environmentOf } from '../../local/stack/lambda/function-settings.ts';
import { readBody } from '../../simulators/loopback/read-body.ts';

/** Starts bundled handlers, each start in a fresh process with the environment of a Lambda function. */
export interface HandlerStarts {
  /** How long the import of the handler takes, in milliseconds; what it reads from SSM meanwhile included. */
  importMs(handlerFile: string, variables: readonly string[]): Promise<number>;
  /** The addresses of all modules that are loaded until the handler is ready for an event, its own first. */
  loadedModules(handlerFile: string, variables: readonly string[]): Promise<string[]>;
  stop(): void;
}

const TIMED_START = fileURLToPath(new URL('./timed-start.mjs', import.meta.url));
const Start = z.object({ ms: z.number(), modules: z.array(z.string()) });
const run = promisify(execFile);

/** Starts a loopback stand-in for SSM, which handlers ask for their secrets while they are imported. */
export async function handlerStarts(): Promise<HandlerStarts> {
  const parameters = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).replace('AmazonSSM.', '');
    const body = JSON.parse((await readBody(request)).toString());
    const known = Object.fromEntries((body.Names as string[]).map((name) => [name, 'a secret']));
    const answer = answerParameters(operation, body, known);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  parameters.listen(0, '127.0.0.1');
  await once(parameters, 'listening');
  const awsEndpoint = `http://127.0.0.1:${(parameters.address() as AddressInfo).port}`;
  const start = async (handlerFile: string, variables: readonly string[], question: 'time' | 'modules') => {
    const args = [TIMED_START, pathToFileURL(handlerFile).href, question];
    const { stdout } = await run(process.execPath, args, { env: lambdaEnvironment(variables, awsEndpoint) });
    return Start.parse(JSON.parse(stdout));
  };
  return {
    importMs: async (file, variables) => (await start(file, variables, 'time')).ms,
    loadedModules: async (file, variables) => (await start(file, variables, 'modules')).modules,
    stop() {
      parameters.closeAllConnections();
      parameters.close();
    },
  };
}

function lambdaEnvironment(variables: readonly string[], awsEndpoint: string): Record<string, string> {
  const settings = {
    shortName: 'bench',
    name: 'bench',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:bench',
    codeFolder: '/',
    handler: 'handler.handler',
    timeoutMs: 30_000,
    memoryMb: 512,
    maxEnvironments: 1,
    variables: Object.fromEntries(variables.map((name) => [name, fittingValue(name)])),
  };
  const place = {
    awsEndpoint,
    region: 'us-east-1',
    accessKeyId: 'bench',
    runtimeApi: '127.0.0.1:9',
    logStream: 'bench',
  };
  return environmentOf(settings, place);
}

/** Any value that the contract of a function takes for a variable of that name. */
function fittingValue(name: string): string {
  if (/_(URL|ISSUER)$/.test(name)) return 'http://127.0.0.1:9';
  if (name.endsWith('_SHA256')) return '0'.repeat(64);
  if (name.endsWith('_MINUTES')) return '1';
  if (name.endsWith('_PARAMETER')) return `/bench/${name}`;
  return name === 'JIRA_TOKEN_KIND' ? 'api' : 'true';
}
