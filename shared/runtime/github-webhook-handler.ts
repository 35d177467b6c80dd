import { type DeliveryAnswer, DeliveryHeaders, WEBHOOK_BODY_LIMIT } from '../contract/webhook-payloads.ts';
import { parseWithWholeIds } from '../contract/whole-ids.ts';
import { httpHandler } from './http-handler.ts';
import { bodyText, jsonOf, parseFields, requireJson } from './http-request.ts';
import { log } from './log.ts';

export interface GithubWebhook {
  /** Throws `bad_signature` unless GitHub signed this text. */
  requireSignature(signed: { text: string; signature: string | undefined }): Promise<void>;
  receive(delivery: { event: string; deliveryId: string; payload: unknown }): Promise<DeliveryAnswer>;
}

/**
 * Mounts GitHub's webhook: 202 once a delivery was taken in. Nothing of a body is looked at before its signature is verified. Each answer is
 * one line of the log, by which deliveries are counted.
 */
export function githubWebhookHandler({ requireSignature, receive }: GithubWebhook) {
  return httpHandler(
    {
      'POST /github/webhook': async (request) => {
        const text = bodyText(request, WEBHOOK_BODY_LIMIT);
        await requireSignature({ text, signature: request.headers['x-hub-signature-256'] });
        requireJson(request);
        const { event, deliveryId } = parseFields(request.headers, DeliveryHeaders);
        const answer = await receive({ event, deliveryId, payload: jsonOf(text, parseWithWholeIds) });
        log.info('delivery answered', { event, deliveryId, ...answer });
        return answer;
      },
    },
    { status: 202 },
  );
}
