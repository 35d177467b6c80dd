import { buildApp } from 'fauxqs';
import { type AwsAnswer, jsonAnswer } from './errors.ts';
import { ACCOUNT, REGION, TOPIC_NAME } from './place.ts';

/** How many messages a queue holds, by what they wait for. */
export interface QueueContent {
  /** Would be received now. */
  available: number;
  /** Wait behind a message of their group that is in flight. */
  blocked: number;
  /** Ids of the messages that were received and neither deleted nor visible again. */
  inFlight: readonly string[];
  delayed: number;
  /** When the next message in flight or delayed becomes visible, in epoch milliseconds. */
  nextVisibleAt: number | undefined;
}

export interface QueueServer {
  /** Answers one request of the JSON protocol; queue URLs in it and in the answer are those of `endpoint`. */
  answer(operation: string, body: Record<string, unknown>, endpoint: string): Promise<AwsAnswer>;
  /** Answers one request of the query protocol of SNS, which has one topic. */
  answerTopics(form: Buffer): Promise<AwsAnswer>;
  content(queueName: string): QueueContent;
  stop(): Promise<void>;
}

interface StoredMessage {
  messageId: string;
  messageGroupId?: string;
  delayUntil?: number;
}

interface SqsStore {
  host: string;
  persistence?: unknown;
  allQueues(): Iterable<{ persistence?: unknown }>;
  inspectQueue(name: string):
    | {
        messages: {
          ready: StoredMessage[];
          delayed: StoredMessage[];
          inflight: { message: StoredMessage; visibilityDeadline: number }[];
        };
      }
    | undefined;
}

interface SnsStore {
  createTopic(name: string, attributes: undefined, tags: undefined, region: string): void;
}

interface Persistence {
  loadSqsAndSns(sqs: SqsStore, sns: SnsStore): void;
  close(): void;
}

/** fauxqs builds the URLs of its queues on this host, and finds a queue by the last part of a URL. */
const INNER_HOST = 'localhost';
const INNER_URL = new RegExp(`http://sqs\\.[\\w-]+\\.${INNER_HOST}/`, 'g');

/**
 * Starts SQS and SNS in this process, without a port of its own: its ready-made server listens on every network interface,
 * and would offer the queues of a laptop to everyone near it. The parts it is made of are therefore loaded by path.
 * @param dataDir the folder that keeps queues and messages; without it they are in memory
 */
export async function startQueues(dataDir: string | undefined): Promise<QueueServer> {
  const { SqsStore } = await part<{ SqsStore: new () => SqsStore }>('sqs/sqsStore.js');
  const { SnsStore } = await part<{ SnsStore: new () => SnsStore }>('sns/snsStore.js');
  const { S3Store } = await part<{ S3Store: new () => unknown }>('s3/s3Store.js');
  const store = new SqsStore();
  store.host = INNER_HOST;
  const stores = { sqsStore: store, snsStore: new SnsStore(), s3Store: new S3Store() };
  const persistence = dataDir === undefined ? undefined : await openPersistence(dataDir, store, stores.snsStore);
  stores.snsStore.createTopic(TOPIC_NAME, undefined, undefined, REGION);
  const app = buildApp({ logger: false, defaultRegion: REGION, stores: stores as never });
  await app.ready();
  return {
    async answer(operation, body, endpoint) {
      const answer = await app.inject({
        method: 'POST',
        url: '/',
        headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${operation}` },
        payload: JSON.stringify(body),
      });
      const outer = jsonAnswer('sqs', answer.statusCode, undefined);
      outer.body = answer.payload.replace(INNER_URL, `${endpoint}/`);
      const errorName = answer.headers['x-amzn-query-error'];
      if (errorName !== undefined) outer.headers['x-amzn-query-error'] = String(errorName);
      return outer;
    },
    async answerTopics(form) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const { statusCode: status, payload } = await app.inject({ method: 'POST', url: '/', headers, payload: form });
      return { status, headers: { 'content-type': 'text/xml' }, body: payload };
    },
    content: (queueName) => contentOf(store, queueName),
    async stop() {
      await app.close();
      persistence?.close();
    },
  };
}

async function part<Module>(path: string): Promise<Module> {
  return (await import(new URL(path, import.meta.resolve('fauxqs')).href)) as Module;
}

async function openPersistence(dataDir: string, store: SqsStore, snsStore: SnsStore): Promise<Persistence> {
  const { PersistenceManager } = await part<{ PersistenceManager: new (dataDir: string) => Persistence }>(
    'persistence.js',
  );
  const persistence = new PersistenceManager(dataDir);
  // Loaded before it is attached: loading would otherwise write every row again.
  persistence.loadSqsAndSns(store, snsStore);
  store.persistence = persistence;
  for (const queue of store.allQueues()) queue.persistence = persistence;
  return persistence;
}

function contentOf(store: SqsStore, queueName: string): QueueContent {
  const messages = store.inspectQueue(queueName)?.messages ?? { ready: [], delayed: [], inflight: [] };
  const lockedGroups = new Set(messages.inflight.map(({ message }) => message.messageGroupId));
  const isBlocked = ({ messageGroupId }: StoredMessage) =>
    messageGroupId !== undefined && lockedGroups.has(messageGroupId);
  const blocked = messages.ready.filter(isBlocked).length;
  const moments = [
    ...messages.inflight.map((entry) => entry.visibilityDeadline),
    ...messages.delayed.map((message) => message.delayUntil ?? 0),
  ];
  return {
    available: messages.ready.length - blocked,
    blocked,
    inFlight: messages.inflight.map(({ message }) => message.messageId),
    delayed: messages.delayed.length,
    nextVisibleAt: moments.length === 0 ? undefined : Math.min(...moments),
  };
}

/** The URL of a queue at our endpoint. */
export function queueUrlAt(endpoint: string, queueName: string): string {
  return `${endpoint}/${ACCOUNT}/${queueName}`;
}
