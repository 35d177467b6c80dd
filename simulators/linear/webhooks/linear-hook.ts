import { createHmac } from 'node:crypto';
import type { LocalClock } from '../../clock.ts';
import type { Kept } from '../../loopback/loopback-server.ts';
import { startTrackerHook } from '../../webhooks/tracker-hook.ts';
import { keyOf } from '../seed.ts';
import type { LinearState } from '../state.ts';
import { checkPayload } from './check-payload.ts';
import { type IssueChange, issuePayload } from './payload.ts';

interface LinearHookSettings {
  clock: Pick<LocalClock, 'now' | 'at'>;
  secret: string | undefined;
  kept?: Kept | undefined;
  state: LinearState;
  ticketUrl(key: string): string;
}

/** The webhook of the workspace, for the resource type `Issue`. */
export function startLinearHook({ clock, secret, kept, state, ticketUrl }: LinearHookSettings) {
  return startTrackerHook<IssueChange>(
    { clock, secret, kept },
    {
      keyOf: ({ issue }) => keyOf(state, issue),
      bodyOf(change, isForeign) {
        const payload = issuePayload(change, { state, at: clock.now(), isForeign, ticketUrl });
        checkPayload(payload, 'EntityWebhookPayload');
        return JSON.stringify(payload);
      },
      headersOf: ({ body, secret: key, deliveryId }) => ({
        'user-agent': 'Linear-Webhook (simulated)',
        'linear-delivery': deliveryId,
        'linear-event': 'Issue',
        'linear-signature': createHmac('sha256', key).update(body).digest('hex'),
      }),
    },
  );
}
