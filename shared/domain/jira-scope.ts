import type { ProjectMapping } from './mapping.ts';

/** Where a Jira mapping looks for its tickets: a query, and a value that they bear in the field `AI-Implement Repo`. */
export interface JiraScope {
  mappingId: string;
  jql: string;
  repoFieldValue: string;
  /** Id of the field to take (`customfield_NNNNN`) where two have one name. */
  statusFieldOverride?: string | undefined;
  repoFieldOverride?: string | undefined;
}

/** The scopes of all Jira mappings. */
export function jiraScopesOf(mappings: readonly ProjectMapping[]): JiraScope[] {
  return mappings.flatMap(({ tracker, jql, repoFieldValue, ...rest }) => {
    if (tracker !== 'jira' || jql === undefined || repoFieldValue === undefined) return [];
    const { mappingId, statusFieldOverride, repoFieldOverride } = rest;
    return [{ mappingId, jql, repoFieldValue, statusFieldOverride, repoFieldOverride }];
  });
}
