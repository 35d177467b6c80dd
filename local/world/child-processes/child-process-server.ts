import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type ChildProcessExecution, ExecutionOrder } from '../../../shared/contract/child-process-executor.ts';
import type { RunRequest } from '../../../shared/contract/runner.ts';
import { startLoopback } from '../../../simulators/loopback/loopback-server.ts';
import { readBody } from '../../../simulators/loopback/read-body.ts';

/** Starts the process of one execution, and tells what it does. */
export type Launch = (order: { executionId: string; request: RunRequest }, told: Told) => Launched;

interface Told {
  started(): void;
  printed(text: string): void;
  ended(): void;
}

interface Launched {
  /** Asks the process to end, which it does in order; it is killed when it takes too long. */
  stop(): void;
}

export interface ChildProcessServer {
  /** For `LOCAL_EXECUTOR_URL`. */
  url: string;
  executions(): ChildProcessExecution[];
  /** Whether a process runs. */
  isBusy(): boolean;
  /** Stops all processes, and waits for their end. */
  stop(): Promise<void>;
}

interface Kept extends ChildProcessExecution {
  log: string;
  process: Launched;
  end: Promise<void>;
}

interface Answer {
  status: number;
  body: unknown;
}

/** What an execution printed is kept up to this many characters, the newest. */
const LOG_LIMIT = 200_000;

/** Executes runs of executor `local`, one process each; it is on loopback only, and forgets them when it stops. */
export async function startChildProcessServer({
  launch,
  port = 0,
}: {
  launch: Launch;
  port?: number;
}): Promise<ChildProcessServer> {
  const kept = new Map<string, Kept>();
  const server = await startLoopback(port, (request, response) => {
    answer(request).then(
      ({ status, body }) => {
        const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
        response.writeHead(status, { 'content-type': type });
        response.end(typeof body === 'string' ? body : JSON.stringify(body));
      },
      () => response.destroy(),
    );
  });
  const { url } = server;

  async function answer(request: IncomingMessage): Promise<Answer> {
    const { pathname, searchParams } = new URL(request.url ?? '/', url);
    const [, collection, id, action] = pathname.split('/');
    if (collection !== 'executions') return NOTHING;
    if (id === undefined) return request.method === 'POST' ? order(request) : named(searchParams.get('name'));
    return about(kept.get(id), `${request.method} ${action ?? ''}`);
  }

  async function order(request: IncomingMessage): Promise<Answer> {
    const parsed = ExecutionOrder.safeParse(JSON.parse((await readBody(request)).toString()));
    if (!parsed.success) return { status: 422, body: { reason: `The order is malformed: ${parsed.error.message}` } };
    const execution = execute(launch, parsed.data, url);
    kept.set(execution.executionId, execution);
    return { status: 201, body: shown(execution) };
  }

  const named = (name: string | null): Answer => ({
    status: 200,
    body: { executions: [...kept.values()].filter((one) => one.name === name).map(shown) },
  });
  const running = () => [...kept.values()].filter(({ state }) => state === 'in_progress');
  return {
    url,
    executions: () => [...kept.values()].map(shown),
    isBusy: () => running().length > 0,
    async stop() {
      const ends = running().map((one) => {
        one.process.stop();
        return one.end;
      });
      await Promise.all(ends);
      await server.stop();
    },
  };
}

function about(execution: Kept | undefined, asked: string): Answer {
  if (execution === undefined) return NOTHING;
  if (asked === 'POST cancel') execution.process.stop();
  return { status: 200, body: asked === 'GET log' ? execution.log : shown(execution) };
}

const NOTHING: Answer = { status: 404, body: { reason: 'There is no such execution.' } };

function execute(launch: Launch, { name, request }: ExecutionOrder, url: string): Kept {
  const executionId = randomUUID();
  const { promise: end, resolve } = Promise.withResolvers<void>();
  const execution: Kept = {
    ...{ executionId, name, url: `${url}/executions/${executionId}/log` },
    state: 'queued',
    log: '',
    process: { stop: () => {} },
    end,
  };
  execution.process = launch(
    { executionId, request },
    {
      started: () => {
        execution.state = 'in_progress';
      },
      printed: (text) => {
        execution.log = (execution.log + text).slice(-LOG_LIMIT);
      },
      ended: () => {
        execution.state = 'ended';
        resolve();
      },
    },
  );
  return execution;
}

function shown({ executionId, name, url, state }: Kept): ChildProcessExecution {
  return { executionId, name, url, state };
}
