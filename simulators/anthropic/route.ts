import type { IncomingMessage } from 'node:http';
import type { BedrockCall } from '../bedrock/needed-access.ts';
import type { AnswerForm } from './answers.ts';
import { BedrockRequest, complaintOf, MessagesRequest, type ModelRequest, orderComplaint } from './message-request.ts';
import { anthropicError, type Refusal, refusalOf } from './refusals.ts';
import type { ModelRequestSeen } from './request-log.ts';

/** What a request asks for: a turn of the model, or something that is answered as it stands. */
export type Asked =
  | { kind: 'turn'; operation: ModelRequestSeen['operation']; request: ModelRequest; form: AnswerForm }
  | { kind: 'fixed'; status: number; body: unknown; needs?: Pick<BedrockCall, 'action' | 'model'> }
  | { kind: 'refused'; refusal: Refusal };

/** Reads a request and checks its form by what the vendor documents. */
export function route(request: IncomingMessage, body: Buffer): Asked {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const asked = `${request.method} ${pathname}`;
  const bedrock = /^POST \/model\/([^/]+)\/(invoke|invoke-with-response-stream)$/.exec(asked);
  if (bedrock !== null) return bedrockTurn(decodeURIComponent(bedrock[1] ?? ''), bedrock[2] === 'invoke', body);
  if (asked === 'POST /v1/messages')
    return request.headers['anthropic-version'] === undefined ? unversioned() : messagesTurn(body);
  // Claude Code warms up its connection with the one, and asks which inference profiles a region has with the other.
  if (asked === 'HEAD /api/hello') return { kind: 'fixed', status: 200, body: undefined };
  if (asked === 'GET /inference-profiles')
    return {
      kind: 'fixed',
      status: 200,
      body: { inferenceProfileSummaries: [] },
      needs: { action: 'ListInferenceProfiles' },
    };
  return { kind: 'refused', refusal: anthropicError(404, 'Not found') };
}

const unversioned = (): Asked => ({
  kind: 'refused',
  refusal: anthropicError(400, 'anthropic-version: header is required'),
});

function messagesTurn(body: Buffer): Asked {
  const parsed = MessagesRequest.safeParse(parsedJson(body));
  if (!parsed.success) return malformed(false, complaintOf(parsed.error));
  const { stream, ...request } = parsed.data;
  return turn('messages', request, stream === true ? 'sse' : 'json');
}

function bedrockTurn(model: string, isWhole: boolean, body: Buffer): Asked {
  const parsed = BedrockRequest.safeParse(parsedJson(body));
  if (!parsed.success) return malformed(true, complaintOf(parsed.error));
  const { anthropic_version: _version, anthropic_beta: _beta, ...request } = parsed.data;
  return isWhole
    ? turn('invoke', { ...request, model }, 'json')
    : turn('invoke-with-response-stream', { ...request, model }, 'event-stream');
}

function turn(operation: ModelRequestSeen['operation'], request: ModelRequest, form: AnswerForm): Asked {
  const complaint = orderComplaint(request.messages);
  return complaint === undefined
    ? { kind: 'turn', operation, request, form }
    : malformed(operation !== 'messages', complaint);
}

function malformed(isBedrock: boolean, complaint: string): Asked {
  return { kind: 'refused', refusal: refusalOf(isBedrock, 400, complaint) };
}

function parsedJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
