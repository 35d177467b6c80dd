import { NOTICE_BODY_LIMIT } from '../contract/tracker-notices.ts';
import type { DeliveryAnswer } from '../contract/webhook-payloads.ts';
import { httpHandler, type Serve } from './http-handler.ts';
import { bodyText, jsonOf, requireJson } from './http-request.ts';
import { log } from './log.ts';

export interface TrackerWebhook {
  /** The header in which the tracker's signature stands, in small letters. */
  signatureHeader: string;
  /** Throws `bad_signature` unless the tracker signed this text. */
  requireSignature(signed: { text: string; signature: string | undefined }): Promise<void>;
  receive(delivery: TrackerDelivery): Promise<DeliveryAnswer>;
}

/** A delivery whose signature was verified. */
interface TrackerDelivery {
  headers: Readonly<Record<string, string | undefined>>;
  /** The body, as it was signed. */
  text: string;
  payload: unknown;
}

/**
 * Mounts webhooks of trackers by route key: 200 once a delivery was taken in, which Linear asks for within 5 s. Nothing of a body is
 * looked at before its signature is verified. Each answer is one line of the log, by which deliveries are counted.
 */
export function trackerWebhookHandler(webhooks: Readonly<Record<string, TrackerWebhook>>) {
  const routes = Object.entries(webhooks).map(([route, webhook]) => [route, serveOf(route, webhook)] as const);
  return httpHandler(Object.fromEntries(routes));
}

function serveOf(route: string, { signatureHeader, requireSignature, receive }: TrackerWebhook): Serve {
  return async (request) => {
    const text = bodyText(request, NOTICE_BODY_LIMIT);
    await requireSignature({ text, signature: request.headers[signatureHeader] });
    requireJson(request);
    const answer = await receive({ headers: request.headers, text, payload: jsonOf(text) });
    log.info('delivery answered', { route, ...answer });
    return answer;
  };
}
