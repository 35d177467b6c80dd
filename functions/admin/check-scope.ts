import { AppError, ServiceUnavailable } from '../../shared/domain/errors.ts';
import type { JiraScope } from '../../shared/domain/jira-scope.ts';
import type { ProjectMapping } from '../../shared/domain/mapping.ts';
import type { ScopeCheck } from '../../shared/ports/tracker.ts';
import type { AdminDeps } from './admin-deps.ts';

type Scope = Pick<ProjectMapping, 'jql' | 'repoFieldValue'> &
  Pick<JiraScope, 'statusFieldOverride' | 'repoFieldOverride'>;

/** What Jira says to a scope now; refuses where there is no Jira, or none that answers. */
export async function checkScope({ trackers }: Pick<AdminDeps, 'trackers'>, scope: Scope): Promise<ScopeCheck> {
  if (trackers.jira === undefined) throw new AppError('tracker_missing', 'this deployment has no Jira any more');
  const { jql = '', repoFieldValue = '', statusFieldOverride, repoFieldOverride } = scope;
  try {
    return await (await trackers.jira()).check({ jql, repoFieldValue, statusFieldOverride, repoFieldOverride });
  } catch (error) {
    if (!(error instanceof ServiceUnavailable)) throw error;
    throw new AppError('tracker_unavailable', 'Jira cannot answer now; try again in a minute');
  }
}
