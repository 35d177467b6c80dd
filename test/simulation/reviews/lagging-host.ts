import { pullRequestName } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import { type Instant, plus } from '../../../shared/domain/time.ts';
import type { ListedPullRequest } from '../../../shared/ports/pull-request-host.ts';
import type { FakeClock } from '../../fakes/fake-clock.ts';
import { type FakePullRequestHost, fakePullRequestHost, isSameAnswer } from '../../fakes/fake-pull-request-host.ts';

type Change = (host: Pick<FakePullRequestHost, 'put' | 'remark' | 'remove'>) => void;

export interface LaggingHost extends FakePullRequestHost {
  lagMs: number;
  /** Somebody changes something of a pull request; lists show it after the lag. `isNoted`: GitHub counts it as an update. */
  change(number: number, change: Change, isNoted?: boolean): void;
}

/** Pull requests in memory whose lists lag, as GitHub's do: also the one in which an answer of ours is looked for. */
export function laggingHost(clock: FakeClock): LaggingHost {
  const [now, shown] = [fakePullRequestHost(clock), fakePullRequestHost(clock)];
  let hidden: { at: Instant; change: Change }[] = [];
  const updates: { number: number; at: Instant }[] = [];
  const saidAt: Instant[] = [];
  const catchUp = () => {
    const until = plus(clock.now(), -host.lagMs);
    for (const { at, change } of hidden) if (at <= until) change(shown);
    hidden = hidden.filter(({ at }) => at > until);
  };
  const host: LaggingHost = {
    ...now,
    lagMs: 0,
    change(number, change, isNoted = true) {
      change(now);
      hidden.push({ at: clock.now(), change });
      if (isNoted) updates.push({ number, at: clock.now() });
    },
    async feedback(pull) {
      catchUp();
      const { state, base } = (await now.read(pull)) ?? { state: 'closed', base: '' };
      const seen = await shown.feedback(pull);
      return seen && { ...seen, state, base };
    },
    async movedSince({ owner, repo }, since) {
      catchUp();
      const until = plus(clock.now(), -host.lagMs);
      const seen = updates.filter(({ at }) => at >= since && at <= until);
      const newest = new Map(seen.map(({ number, at }) => [number, at]));
      const rows = [...newest].map(async ([number, movedAt]): Promise<ListedPullRequest[]> => {
        const view = await shown.read({ owner, repo, number });
        return view === undefined ? [] : [{ ...view, number, movedAt }];
      });
      return (await Promise.all(rows)).flat();
    },
    async say(pull, { answerId, body }) {
      const until = plus(clock.now(), -host.lagMs);
      const answer = { pull: pullRequestName(pull), answerId, body };
      if (now.said.some((one, at) => isSameAnswer(one, answer) && (saidAt[at] ?? '') <= until)) return;
      saidAt[now.said.length] = clock.now();
      now.said.push(answer);
    },
  };
  return host;
}
