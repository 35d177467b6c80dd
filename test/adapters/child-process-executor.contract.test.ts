import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ulid } from 'ulid';
import { type Launch, startChildProcessServer } from '../../local/world/child-processes/child-process-server.ts';
import { childProcessExecutor } from '../../shared/adapters/child-process/child-process-executor.ts';
import { ChildProcessExecution, ChildProcessExecutions } from '../../shared/contract/child-process-executor.ts';
import { instant } from '../../shared/domain/time.ts';
import { startClock } from '../../simulators/clock.ts';
import { faultBoard } from '../../simulators/faults/faults.ts';
import { readBody } from '../../simulators/loopback/read-body.ts';
import { aRun } from '../builders/a-run.ts';
import { executorContract } from '../contracts/executor.ts';

/** Executions that wait for ever, and end when they are asked to. */
const waiting: Launch = (_order, told) => ({ stop: () => told.ended() });

executorContract('on this machine', async () => {
  const clock = startClock();
  const server = await startChildProcessServer({ launch: waiting });
  const faults = faultBoard(clock);
  const shownAt = new Map<string, number>();
  let lagMs = 0;
  /** Lists leave out what they do not show yet. */
  const lagging = (text: string) => {
    const listed = ChildProcessExecutions.safeParse(JSON.parse(text));
    if (!listed.success) return text;
    const isShown = ({ executionId }: ChildProcessExecution) => (shownAt.get(executionId) ?? 0) <= clock.now();
    return JSON.stringify({ executions: listed.data.executions.filter(isShown) });
  };

  /** Passes a request on, and breaks what a fault says. */
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const isOrder = `${request.method} ${request.url}` === 'POST /executions';
    const fault = faults.take(isOrder ? 'order' : 'other');
    const status = { status: fault?.status ?? 500, rate_limited: 429 }[fault?.kind as string];
    if (status !== undefined) {
      response.writeHead(status, { 'retry-after': '60' }).end(JSON.stringify(fault?.body));
      return;
    }
    const answer = await passOn(request);
    const started = ChildProcessExecution.safeParse(JSON.parse(answer.text));
    if (isOrder && started.success) shownAt.set(started.data.executionId, clock.now() + lagMs);
    if (fault?.kind === 'lost_answer') response.destroy();
    else response.writeHead(answer.status).end(lagging(answer.text));
  }

  async function passOn(request: IncomingMessage) {
    const { method = 'GET', url = '' } = request;
    const body = method === 'POST' ? (await readBody(request)).toString() : null;
    const answer = await fetch(`${server.url}${url}`, { method, body });
    return { status: answer.status, text: await answer.text() };
  }

  const proxy = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const baseUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  return {
    executor: childProcessExecutor({ baseUrl, now: clock.now }),
    aRun: () => aRun({ runId: ulid(), executor: 'local', reservedAt: instant(clock.now()) }),
    loseNextAnswer: () => faults.add({ operation: 'order', kind: 'lost_answer', times: 1 }),
    failNextOrder: () => faults.add({ operation: 'order', kind: 'status', status: 500, times: 1 }),
    refuseNextOrder: () => {
      const body = { reason: 'There is no room on this machine.' };
      faults.add({ operation: 'order', kind: 'status', status: 422, body, times: 1 });
    },
    limitNextOrder: () => faults.add({ operation: 'order', kind: 'rate_limited', times: 1 }),
    goDown: () => faults.add({ operation: '*', kind: 'status', status: 503 }),
    lagLists: (ms) => {
      lagMs = ms;
    },
    advance: clock.advance,
    now: clock.now,
    async close() {
      proxy.closeAllConnections();
      await new Promise<void>((resolve) => proxy.close(() => resolve()));
      await server.stop();
      clock.stop();
    },
  };
});
