import type { JiraScope } from '../../../shared/domain/jira-scope.ts';
import type { ProjectMapping } from '../../../shared/domain/mapping.ts';
import type { ScopeCheck } from '../../../shared/ports/tracker.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { askTracker } from './ask-tracker.ts';

type Scope = Pick<ProjectMapping, 'jql' | 'repoFieldValue'> &
  Pick<JiraScope, 'statusFieldOverride' | 'repoFieldOverride'>;

/** What Jira says to a scope now; refuses where there is no Jira, or none that answers. */
export function checkScope(deps: Pick<AdminDeps, 'trackers'>, scope: Scope): Promise<ScopeCheck> {
  const { jql = '', repoFieldValue = '', statusFieldOverride, repoFieldOverride } = scope;
  return askTracker(deps, 'jira', (jira) =>
    jira.check({ jql, repoFieldValue, statusFieldOverride, repoFieldOverride }),
  );
}
