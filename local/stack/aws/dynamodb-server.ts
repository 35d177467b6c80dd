import { EventEmitter, once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import dynalite from 'dynalite';
import type { AwsAnswer } from './errors.ts';

/** No request takes as long. */
const ENDS_IN_MS = 5000;

export interface DynamoDbServer {
  /** Answers one request, given with its headers and its whole body. */
  answer(headers: IncomingHttpHeaders, body: Buffer): Promise<AwsAnswer>;
  stop(): Promise<void>;
}

/**
 * Starts DynamoDB in this process.
 * @param path the folder that keeps the tables; without it they are in memory. One process at a time may use it.
 */
export async function startDynamoDb(path: string | undefined): Promise<DynamoDbServer> {
  const server = dynalite({
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
    ...(path === undefined ? {} : { path }),
  });
  // Nobody connects to it: it listens since its store is closed with its listener only.
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const open = new Set<Promise<unknown>>();
  const ask = (headers: IncomingHttpHeaders, body: Buffer) =>
    new Promise<AwsAnswer>((resolve) => {
      const request = Object.assign(new EventEmitter(), { headers, method: 'POST', url: '/' });
      // Requests are handed over whole: dynalite throws from an event when a client aborts its body.
      server.emit('request', request, recordingResponse(resolve));
      request.emit('data', body);
      request.emit('end');
    });
  return {
    answer(headers, body) {
      const answered = ask(headers, body).then((answer) => withStanding(ask, { headers, body, answer }));
      open.add(answered);
      void answered.then(() => open.delete(answered));
      return answered;
    },
    async stop() {
      // Whoever asked may have died meanwhile, and what it asked for is still at work.
      await Promise.race([Promise.all(open), delay(ENDS_IN_MS, undefined, { ref: false })]);
      await new Promise<void>((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
    },
  };
}

type Ask = (headers: IncomingHttpHeaders, body: Buffer) => Promise<AwsAnswer>;

const TARGET = 'x-amz-target';
const KEY_NAMES = ['pk', 'sk'];

/**
 * AWS tells with a refused condition what stands there, where it is asked to: whoever may write needs no right to read it. Dynalite does not, so it is
 * read here.
 */
async function withStanding(
  ask: Ask,
  { headers, body, answer }: { headers: IncomingHttpHeaders; body: Buffer; answer: AwsAnswer },
): Promise<AwsAnswer> {
  if (answer.status !== 400 || !answer.body.includes('ConditionalCheckFailedException')) return answer;
  const asked = JSON.parse(body.toString('utf8')) as Record<string, unknown>;
  if (asked['ReturnValuesOnConditionCheckFailure'] !== 'ALL_OLD') return answer;
  const named = Object.entries((asked['Key'] ?? asked['Item']) as object);
  const Key = Object.fromEntries(named.filter(([name]) => KEY_NAMES.includes(name)));
  const read = JSON.stringify({ TableName: asked['TableName'], Key, ConsistentRead: true });
  const target = String(headers[TARGET]).replace(/\.\w+$/, '.GetItem');
  const length = String(Buffer.byteLength(read));
  const found = await ask({ ...headers, [TARGET]: target, 'content-length': length }, Buffer.from(read));
  const told = JSON.stringify({ ...JSON.parse(answer.body), ...JSON.parse(found.body) });
  const { 'x-amz-crc32': _, ...rest } = answer.headers;
  return { ...answer, body: told, headers: { ...rest, 'content-length': String(Buffer.byteLength(told)) } };
}

/** The part of a server response that dynalite uses; hands over the answer when it ends. */
function recordingResponse(done: (answer: AwsAnswer) => void) {
  const headers: Record<string, string> = {};
  return {
    statusCode: 200,
    setHeader(name: string, value: string | number) {
      headers[name.toLowerCase()] = String(value);
    },
    end(body = '') {
      done({ status: this.statusCode, headers, body });
    },
  };
}
