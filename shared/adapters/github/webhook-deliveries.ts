import * as z from 'zod';
import { AppError } from '../../domain/errors.ts';
import { instant } from '../../domain/time.ts';
import { understood } from '../../github/understood.ts';
import type { FailedDelivery, WebhookDeliveries } from '../../ports/webhook-deliveries.ts';
import { type AppCredentials, asApp, UnusableKey } from './app-installation.ts';
import { githubFailure, unavailable } from './github-error.ts';
import { GitHubId } from './github-id.ts';

export interface WebhookDeliveriesSettings extends AppCredentials {
  /** Epoch milliseconds. @default Date.now */
  now?: () => number;
}

const PAGE = 100;

const Rows = z.array(
  z.object({
    id: GitHubId,
    guid: z.string().min(1),
    delivered_at: z.iso.datetime({ offset: true }),
    status_code: z.int(),
  }),
);

/** What becomes of the deliveries of our App's webhook, asked as the App itself. */
export function webhookDeliveries(settings: WebhookDeliveriesSettings): WebhookDeliveries {
  const now = settings.now ?? (() => Date.now());
  return {
    async failed(limit) {
      const found: FailedDelivery[] = [];
      let cursor: string | undefined;
      do {
        const page = await listPage(settings, cursor).catch((error: unknown) => {
          throw refused(error, now());
        });
        found.push(...page.rows);
        cursor = page.next;
      } while (cursor !== undefined && found.length < limit);
      return found.filter(({ statusCode }) => statusCode < 200 || statusCode > 299).slice(0, limit);
    },
    async redeliver(deliveryId) {
      try {
        await asApp(settings, (client) =>
          client.request(`POST /app/hook/deliveries/${deliveryId}/attempts`, { request: { redirect: 'error' } }),
        );
        return true;
      } catch (error) {
        if (GONE.includes(githubFailure(error, now())?.status ?? 0)) return false;
        throw refused(error, now());
      }
    },
  };
}

/** GitHub has it no more, or will not try it again. */
const GONE = [404, 410, 422];

async function listPage(settings: AppCredentials, cursor: string | undefined) {
  const { data, headers } = await asApp(settings, (client) =>
    client.request('GET /app/hook/deliveries', {
      ...{ per_page: PAGE, status: 'failure' },
      ...(cursor !== undefined && { cursor }),
      request: { redirect: 'error' },
    }),
  );
  const rows = understood(Rows, data).map(({ id, guid, delivered_at, status_code }) => ({
    ...{ deliveryId: id, guid, deliveredAt: instant(Date.parse(delivered_at)) },
    statusCode: status_code,
  }));
  return { rows, next: nextCursor(headers.link) };
}

function nextCursor(link = ''): string | undefined {
  const [, next] = /<([^>]+)>; rel="next"/.exec(link) ?? [];
  return next !== undefined && URL.canParse(next) ? (new URL(next).searchParams.get('cursor') ?? undefined) : undefined;
}

/** The error that callers get; nothing here is about a repository. */
function refused(error: unknown, now: number): unknown {
  if (error instanceof UnusableKey) return new AppError('github_refused', error.message);
  const failure = githubFailure(error, now);
  if (failure === undefined) return error;
  const { status, message, retryAt } = failure;
  if (retryAt !== undefined || status === undefined || status >= 500) return unavailable(failure);
  return new AppError('github_refused', `GitHub refused the App (${status}: ${message})`);
}
