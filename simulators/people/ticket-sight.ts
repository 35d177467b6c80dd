import type { GitHubSimulator } from '../github/github-simulator.ts';
import { fullName } from '../github/repositories.ts';
import type { SimulatedClouds } from './peopled-run.ts';

type Simulated = Pick<SimulatedClouds, 'linear' | 'jira'>;

/** What people see of a simulated ticket, on whichever tracker it lives. */
export interface TicketSight {
  tracker: 'linear' | 'jira';
  ticketId: string;
  /** Linear: its labels; Jira: the value of `AI-Implement Status`, if it has one. */
  shown: string[];
  /** As text. */
  comments: string[];
}

/** Throws where there is no such ticket. */
export function sightOf({ linear, jira }: Simulated, key: string): TicketSight {
  if (jira?.keys().includes(key)) {
    const marker = jira.markerOf(key);
    return {
      ...{ tracker: 'jira', ticketId: jira.idOf(key) },
      shown: marker === undefined ? [] : [marker],
      comments: jira.commentsOf(key).map(({ text }) => text),
    };
  }
  if (linear === undefined) throw new Error(`there is no simulated ticket ${key}`);
  return {
    ...{ tracker: 'linear', ticketId: linear.idOf(key) },
    shown: linear.labelsOf(key),
    comments: linear.commentsOf(key).map(({ body }) => body),
  };
}

/** All that happened on the simulated trackers, and to the pull requests of their tickets, oldest first. */
export function changesOf({
  linear,
  jira,
  github,
}: SimulatedClouds): Array<{ at: string; key: string; event: string }> {
  const changes = [...(linear?.changes() ?? []), ...(jira?.changes() ?? []), ...pullChanges(github)];
  return changes.sort((a, b) => a.at.localeCompare(b.at));
}

function pullChanges(github: GitHubSimulator | undefined): ReturnType<typeof changesOf> {
  return (github?.repositories ?? []).flatMap((repository) =>
    (github?.people.pulls(fullName(repository)) ?? []).flatMap((pull) => {
      const [key = ''] = /^[A-Z][A-Z0-9_]*-\d+(?=: )/.exec(pull.title) ?? [`#${pull.number}`];
      const address = `${github?.url}/${pull.repository}/pull/${pull.number}`;
      const happened = [
        ['opened', pull.createdAt],
        [pull.mergedAt === null ? 'closed' : 'merged', pull.closedAt],
      ] as const;
      return happened.flatMap(([what, at]) =>
        at === null ? [] : [{ at: new Date(at).toISOString(), key, event: `pull request ${what}: ${address}` }],
      );
    }),
  );
}
