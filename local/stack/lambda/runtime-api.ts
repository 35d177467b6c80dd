import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';
import { readBody } from '../../../simulators/loopback/read-body.ts';
import { FunctionError } from './function-error.ts';

/** One event on its way through a function. */
export interface Invocation {
  requestId: string;
  event: unknown;
  succeed(result: unknown): void;
  fail(error: FunctionError): void;
}

/** What one process of a function tells us. */
export interface RuntimeEvents {
  /** It asks for its next event. */
  onNext(): void;
  onInitError(error: FunctionError): void;
  onResult(requestId: string, result: unknown): void;
  onError(requestId: string, error: FunctionError): void;
}

export interface RuntimeApi {
  /** `host:port`, as `AWS_LAMBDA_RUNTIME_API` wants it. */
  address: string;
  /** Answers the process that waits for its next event. */
  deliver(invocation: Invocation, about: { arn: string; deadlineAt: number; clockOffsetMs: number }): void;
  stop(): void;
}

const ReportedError = z.looseObject({
  errorType: z.string().default('Error'),
  errorMessage: z.string().default('no message'),
});

/** Lambda's limit for the answer of a synchronous invocation. */
const MAX_RESULT_BYTES = 6 * 1024 * 1024;

/** Serves the Runtime API to one process: each has its own port, since the protocol does not say who asks. */
export async function startRuntimeApi(events: RuntimeEvents): Promise<RuntimeApi> {
  let waiting: ServerResponse | undefined;
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '').replace('/2018-06-01/runtime/', '');
    if (path === 'invocation/next') {
      waiting = response;
      return events.onNext();
    }
    const body = await readBody(request).catch(() => undefined);
    if (body === undefined) return response.destroy();
    response.writeHead(202, { 'content-length': 0 }).end();
    return report(path, body, events);
  });
  // The process waits for its next event as long as it takes.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    deliver(invocation, { arn, deadlineAt, clockOffsetMs }) {
      waiting?.writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': invocation.requestId,
        'lambda-runtime-deadline-ms': deadlineAt,
        'lambda-runtime-invoked-function-arn': arn,
        'x-laptop-clock-offset-ms': clockOffsetMs,
      });
      waiting?.end(JSON.stringify(invocation.event));
      waiting = undefined;
    },
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

function report(path: string, body: Buffer, events: RuntimeEvents): void {
  const [, requestId = '', kind] = path.split('/');
  if (path === 'init/error') {
    events.onInitError(errorFrom(body));
  } else if (kind === 'error') {
    events.onError(requestId, errorFrom(body));
  } else if (body.length > MAX_RESULT_BYTES) {
    const message = `the answer has ${body.length} bytes; Lambda allows ${MAX_RESULT_BYTES}`;
    events.onError(requestId, new FunctionError('Function.ResponseSizeTooLarge', message));
  } else {
    events.onResult(requestId, JSON.parse(body.toString()));
  }
}

function errorFrom(body: Buffer): FunctionError {
  const { errorType, errorMessage } = ReportedError.parse(JSON.parse(body.toString()));
  return new FunctionError(errorType, errorMessage);
}
