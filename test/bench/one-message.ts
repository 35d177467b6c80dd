import { randomUUID } from 'node:crypto';
import { CommentTriggerEnv } from '../../shared/contract/env.ts';
import { readEnv } from '../../shared/runtime/env.ts';
import { httpHandler } from '../../shared/runtime/http-handler.ts';
import { openLifecycle } from '../../shared/wiring/lifecycle-queue.ts';

// What the webhook is measured beside: a function that sends one message, and does nothing else.

const lifecycle = openLifecycle(readEnv(CommentTriggerEnv));
const pull = { owner: 'acme', repo: 'backend', number: 7 };

export const handler = httpHandler(
  {
    'POST /trigger/gap-fill': async () => {
      const ids = { tracker: 'linear', ticketId: 'ticket-1', pull } as const;
      await lifecycle.send({ type: 'PullRequestChanged', ...ids, arrivalId: randomUUID() });
      return { status: 'queued' };
    },
  },
  { status: 202 },
);
