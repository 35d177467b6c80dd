import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface ReceivedDelivery {
  event: string;
  guid: string;
  payload: Record<string, unknown> & { action: string };
  text: string;
  headers: IncomingHttpHeaders;
}

export interface WebhookReceiver {
  url: string;
  /** Oldest first. */
  received: ReceivedDelivery[];
  /** What the next ones are answered. @default 202 */
  answerWith(status: number): void;
  close(): void;
}

/** Takes deliveries and keeps them. */
export async function aWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedDelivery[] = [];
  let status = 202;
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const { 'x-github-event': event, 'x-github-delivery': guid } = request.headers;
    received.push({
      event: String(event),
      guid: String(guid),
      payload: JSON.parse(body),
      text: body,
      headers: request.headers,
    });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/github/webhook`,
    received,
    answerWith(next) {
      status = next;
    },
    close: () => void server.close(),
  };
}
