import * as z from 'zod';
import { type Instant, instant } from '../../domain/time.ts';
import { understood } from '../../github/understood.ts';
import type { ListedPullRequest } from '../../ports/pull-request-host.ts';
import type { HostedRepository } from './pull-request-texts.ts';

const PAGE = 100;
const MAX_PAGES = 10;

const Pulls = z.array(
  z.object({
    number: z.int(),
    state: z.enum(['open', 'closed']),
    merged_at: z.string().nullable(),
    updated_at: z.iso.datetime({ offset: true }),
    base: z.object({ ref: z.string() }),
  }),
);

/** The newest news come first, so that one that is older ends the look. GitHub tells whole seconds. */
export async function listMoved(
  { client, owner, repo }: HostedRepository,
  since: Instant,
): Promise<ListedPullRequest[]> {
  const from = Math.floor(Date.parse(since) / 1000) * 1000;
  const order = { state: 'all', sort: 'updated', direction: 'desc', per_page: PAGE } as const;
  const found: ListedPullRequest[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const { data } = await client.request('GET /repos/{owner}/{repo}/pulls', { owner, repo, ...order, page });
    const listed = understood(Pulls, data);
    const moved = listed.filter(({ updated_at }) => Date.parse(updated_at) >= from);
    found.push(
      ...moved.map(({ number, state, merged_at, base, updated_at }): ListedPullRequest => {
        const movedAt = instant(Date.parse(updated_at));
        return { number, state: merged_at === null ? state : 'merged', base: base.ref, movedAt };
      }),
    );
    // A page may hold fewer than are asked for.
    if (listed.length === 0 || moved.length < listed.length) break;
  }
  return found;
}
