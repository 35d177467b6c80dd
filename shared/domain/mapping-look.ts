import { adviceFor } from './failures/failures.ts';
import { isSameRepository } from './follow-ups/pull-request-record.ts';
import type { ProjectMapping } from './mapping.ts';
import type { Instant } from './time.ts';

/** A repository as GitHub shows it to our App. */
export interface RepositoryView {
  /** GitHub's number for it. */
  repositoryId: string;
  /** What it is called now. */
  owner: string;
  repo: string;
  isArchived: boolean;
}

/** Why the repository of a mapping takes no run, as far as a look at it tells. */
type Problem = 'repository_archived' | 'app_not_installed' | 'app_suspended';

/** What a look at the repository of a mapping came to. */
export type Look = { view: RepositoryView } | { problem: Problem };

/** What a look can find mended: by these we lift a suspension of ours. */
const SEEN_MENDED: readonly string[] = [
  'repository_archived',
  'repository_moved',
  'app_not_installed',
  'app_suspended',
  'app_not_permitted',
];

/**
 * The mapping once its repository was looked at: under the repository's present name, held where that takes no run, and no longer held
 * for what was mended. What it is held for besides stays.
 */
export function lookedAt(mapping: ProjectMapping, look: Look, at: Instant): ProjectMapping {
  const named = 'view' in look ? underName(mapping, look.view) : mapping;
  const problem = 'view' in look ? archived(look.view) : look.problem;
  const held = named.suspended;
  const isOther = held !== undefined && !SEEN_MENDED.includes(held.code ?? '');
  if (isOther || held?.code === problem) return named;
  if (problem === undefined) return { ...named, suspended: undefined };
  const { owner, repo } = named;
  return { ...named, suspended: { code: problem, reason: adviceFor(problem, `${owner}/${repo}`), at } };
}

function underName(mapping: ProjectMapping, { repositoryId, owner, repo }: RepositoryView): ProjectMapping {
  // What people typed in other capitals is the same name.
  return isSameRepository(mapping, { owner, repo })
    ? { ...mapping, repositoryId }
    : { ...mapping, repositoryId, owner, repo };
}

function archived({ isArchived }: RepositoryView): Problem | undefined {
  return isArchived ? 'repository_archived' : undefined;
}
