import type { ServerResponse } from 'node:http';
import { EventStreamCodec } from '@smithy/eventstream-codec';
import { type AnsweredMessage, type StreamEvent, streamEvents } from './message.ts';
import type { Refusal } from './refusals.ts';

export type AnswerForm = 'json' | 'sse' | 'event-stream';

const CONTENT_TYPES: Record<AnswerForm, Record<string, string>> = {
  json: { 'content-type': 'application/json' },
  sse: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
  'event-stream': {
    'content-type': 'application/vnd.amazon.eventstream',
    'x-amzn-bedrock-content-type': 'application/json',
  },
};

const codec = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
  (text) => Buffer.from(text, 'utf8'),
);

/** Sends the model's answer; `isBroken` drops the connection in the middle of a stream. */
export function sendMessage(
  response: ServerResponse,
  message: AnsweredMessage,
  form: AnswerForm,
  { isBroken = false } = {},
): void {
  response.writeHead(200, { ...CONTENT_TYPES[form], 'request-id': 'req_simulated' });
  if (form === 'json') return void response.end(JSON.stringify(message));
  const frame = form === 'sse' ? sseFrame : chunkFrame;
  const events = streamEvents(message);
  if (!isBroken) return void response.end(Buffer.concat(events.map(frame)));
  response.write(Buffer.concat(events.slice(0, 3).map(frame)), () => response.destroy());
}

export function sendRefusal(response: ServerResponse, { status, body, headers }: Refusal): void {
  response.writeHead(status, { ...CONTENT_TYPES.json, ...headers }).end(JSON.stringify(body));
}

function sseFrame(event: StreamEvent): Buffer {
  return Buffer.from(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}

/** Bedrock wraps each event as a `chunk` whose `bytes` are base64. */
function chunkFrame(event: StreamEvent): Buffer {
  const text = (value: string) => ({ type: 'string' as const, value });
  const headers = {
    ':event-type': text('chunk'),
    ':content-type': text('application/json'),
    ':message-type': text('event'),
  };
  const bytes = Buffer.from(JSON.stringify(event)).toString('base64');
  return Buffer.from(codec.encode({ headers, body: Buffer.from(JSON.stringify({ bytes })) }));
}
