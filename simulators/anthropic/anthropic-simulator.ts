import type { IncomingMessage, ServerResponse } from 'node:http';
import { type FaultBoard, faultBoard } from '../faults/faults.ts';
import { startLoopback } from '../loopback/loopback-server.ts';
import { readBody } from '../loopback/read-body.ts';
import { sendRefusal } from './answers.ts';
import { signatureRefusal } from './authenticate.ts';
import type { ModelRequestSeen } from './request-log.ts';
import { route } from './route.ts';
import { type TurnOptions, turnServer } from './turn-server.ts';

export interface AnthropicSimulatorOptions extends TurnOptions {
  /** Default: any free one. */
  port?: number;
}

/**
 * The Messages API and Bedrock's invoke operations on loopback, with a script in the model's place. Operations of faults are
 * `messages`, `invoke` and `invoke-with-response-stream`, each also followed by a pass, as in `messages/gap-analysis`.
 */
export interface AnthropicSimulator {
  /** For `ANTHROPIC_BASE_URL` and `ANTHROPIC_BEDROCK_BASE_URL`. */
  url: string;
  port: number;
  faults: FaultBoard;
  /** Requests for a turn of the model since the last reset, oldest first. */
  requests(): ModelRequestSeen[];
  /** Requests that were malformed, in the vendor's words: a simulator of ours or the CLI changed. */
  complaints(): unknown[];
  resetRequests(): void;
  isBusy(): boolean;
  stop(): Promise<void>;
}

export async function startAnthropicSimulator(options: AnthropicSimulatorOptions): Promise<AnthropicSimulator> {
  const faults = faultBoard(options.clock);
  const turns = turnServer({ ...options, faults });
  let complaints: unknown[] = [];
  let serving = 0;
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request);
    const asked = route(request, body);
    if (asked.kind === 'turn') return turns.serve(asked, request, response, body);
    if (asked.kind === 'refused') {
      complaints.push({ asked: `${request.method} ${request.url}`, answer: asked.refusal.body });
      return sendRefusal(response, asked.refusal);
    }
    const refusal = asked.needs && signatureRefusal(request, body, asked.needs, options.accepts ?? {});
    if (refusal !== undefined) return sendRefusal(response, refusal);
    response.writeHead(asked.status, { 'content-type': 'application/json' });
    response.end(asked.body === undefined ? undefined : JSON.stringify(asked.body));
  };
  const server = await startLoopback(options.port, (request, response) => {
    serving += 1;
    void serve(request, response)
      .catch((error: unknown) => {
        if (request.complete) console.error('the simulator of Anthropic failed', error);
        response.destroy();
      })
      .finally(() => {
        serving -= 1;
      });
  });
  return {
    url: server.url,
    port: server.port,
    faults,
    requests: turns.requests,
    complaints: () => structuredClone(complaints),
    resetRequests() {
      turns.reset();
      complaints = [];
    },
    isBusy: () => serving > 0,
    stop: server.stop,
  };
}
