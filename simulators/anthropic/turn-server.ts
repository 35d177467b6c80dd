import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { LocalClock } from '../clock.ts';
import type { Fault, FaultBoard } from '../faults/faults.ts';
import { sendMessage, sendRefusal } from './answers.ts';
import { type AcceptedCredentials, credentialOf, keyRefusal, signatureRefusal } from './authenticate.ts';
import { type Conversation, readConversation } from './conversation.ts';
import { messageOf } from './message.ts';
import type { ModelTurn, ScriptedAgent } from './model-turn.ts';
import { type Refusal, refusalOf } from './refusals.ts';
import type { ModelRequestSeen } from './request-log.ts';
import type { Asked } from './route.ts';

type Turn = Extract<Asked, { kind: 'turn' }>;

/** Serves requests for a turn of the model, and remembers them. */
export interface TurnServer {
  serve(asked: Turn, request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void>;
  requests(): ModelRequestSeen[];
  reset(): void;
}

/** Who plays the model, and whom it serves. */
export interface TurnOptions {
  clock: Pick<LocalClock, 'now' | 'at'>;
  /** Who plays the model in this conversation; by ticket key, or by any text of the prompt. */
  agentOf: (conversation: Conversation) => ScriptedAgent;
  accepts?: AcceptedCredentials;
}

type TurnServerParts = TurnOptions & { faults: FaultBoard };

const KEPT_REQUESTS = 5000;
const RATE_LIMITED = 'This request would exceed the rate limit of your organization.';

export function turnServer(parts: TurnServerParts): TurnServer {
  let seen: ModelRequestSeen[] = [];
  const keyOfRun = new Map<string, string>();
  return {
    requests: () => structuredClone(seen),
    reset() {
      seen = [];
    },
    async serve(asked, request, response, body) {
      const read = readConversation(asked.request);
      if (read.ticketKey !== '') keyOfRun.set(read.runId, read.ticketKey);
      const conversation = { ...read, ticketKey: keyOfRun.get(read.runId) ?? '' };
      const entry = entryOf(asked, request, conversation);
      seen.push(entry);
      if (seen.length > KEPT_REQUESTS) seen.shift();
      response.once('close', () => {
        entry.endedAt = performance.now();
        if (response.writableFinished) entry.status = response.statusCode;
      });
      const refusal = credentialRefusal(asked, request, body, entry.credential, parts.accepts ?? {});
      if (refusal !== undefined) return sendRefusal(response, refusal);
      await answerTurn(parts, asked, conversation, response);
    },
  };
}

function credentialRefusal(
  { operation, request: { model } }: Turn,
  request: IncomingMessage,
  body: Buffer,
  credential: ModelRequestSeen['credential'],
  accepted: AcceptedCredentials,
): Refusal | undefined {
  if (operation === 'messages') return keyRefusal(credential, accepted);
  const action = operation === 'invoke' ? 'InvokeModel' : 'InvokeModelWithResponseStream';
  return signatureRefusal(request, body, { action, model }, accepted);
}

async function answerTurn(
  { clock, faults, agentOf }: TurnServerParts,
  asked: Turn,
  conversation: Conversation,
  response: ServerResponse,
): Promise<void> {
  const isBedrock = asked.operation !== 'messages';
  const fault = faults.take(`${asked.operation}/${conversation.pass}`) ?? faults.take(asked.operation);
  const early = fault && faultRefusal(isBedrock, fault);
  if (early !== undefined) return sendRefusal(response, early);
  const reaction = agentOf(conversation)(conversation);
  if (reaction === 'silence' || fault?.kind === 'timeout') return;
  if (reaction === 'no such model') {
    return sendRefusal(response, refusalOf(isBedrock, 404, `model: ${conversation.model}`));
  }
  if ('rateLimited' in reaction) {
    return sendRefusal(response, refusalOf(isBedrock, 429, RATE_LIMITED, limitHeaders(reaction.rateLimited)));
  }
  if (fault?.kind === 'delay') {
    await new Promise<void>((resolve) => clock.at(clock.now() + (fault.delayMs ?? 0), resolve));
  }
  await send(asked, response, reaction, fault);
}

function limitHeaders({ retryAfterSeconds, resetsAt }: { retryAfterSeconds: number; resetsAt?: number }) {
  const after = { 'retry-after': String(retryAfterSeconds) };
  if (resetsAt === undefined) return after;
  return {
    ...after,
    'anthropic-ratelimit-unified-status': 'rejected',
    'anthropic-ratelimit-unified-reset': String(resetsAt),
    'anthropic-ratelimit-unified-representative-claim': 'five_hour',
  };
}

async function send(asked: Turn, response: ServerResponse, turn: ModelTurn, fault: Fault | undefined): Promise<void> {
  if (turn.thinkMs !== undefined) await pause(turn.thinkMs);
  if (fault?.kind === 'lost_answer') return void response.destroy();
  sendMessage(response, messageOf(asked.request, turn), asked.form, { isBroken: fault?.kind === 'broken_stream' });
}

function entryOf({ operation }: Turn, request: IncomingMessage, conversation: Conversation): ModelRequestSeen {
  const { model, pass, runId, ticketKey, unit, tools, prompt, results } = conversation;
  return {
    operation,
    startedAt: performance.now(),
    endedAt: undefined,
    status: 0,
    credential: credentialOf(request),
    model,
    pass,
    runId,
    ticketKey,
    unit,
    tools,
    promptLength: prompt.length,
    results,
  };
}

function faultRefusal(isBedrock: boolean, { kind, status, headers, body }: Fault): Refusal | undefined {
  if (kind === 'rate_limited') return refusalOf(isBedrock, 429, RATE_LIMITED, { 'retry-after': '1', ...headers });
  if (kind !== 'status') return undefined;
  const refusal = refusalOf(isBedrock, status ?? 500, status === 529 ? 'Overloaded' : 'Simulated fault', headers);
  return body === undefined ? refusal : { ...refusal, body };
}
