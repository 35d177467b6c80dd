import type { TrackerRules } from './tracker-rules.ts';

/** Where a mapping on Jira looks for its tickets: a query, and a value that they bear in the field `AI-Implement Repo`. */
export interface JiraScope {
  tracker: 'jira';
  jql: string;
  repoFieldValue: string;
  /** Id of the field to take (`customfield_NNNNN`) where two have one name. */
  statusFieldOverride?: string | undefined;
  repoFieldOverride?: string | undefined;
}

export const jiraRules: TrackerRules<JiraScope> = {
  label: 'Jira',
  // Only Jira can judge a query.
  covers: (_scope, ticket, mappingId) => ticket.mappingIds?.includes(mappingId) === true,
  narrowness: () => 0,
  isSameScope: (one, other) => asCompared(one) === asCompared(other),
  // A query has no owner to share with: each mapping has a capacity of its own.
  bucketKeyOf: (_scope, mappingId) => mappingId,
  bucketTitleOf: () => undefined,
  words: {
    sameScope: 'the same query and repository value',
    absent: 'this deployment has no Jira; deploy it with JIRA_SITE_URL first',
    markAgain: 'set `AI-Implement Status` of this ticket to `Ready`',
    approve: 'set `AI-Implement Status` to `Plan Approved`',
    closes: () => undefined,
  },
};

/** Jira compares queries, and values of fields, whatever their case. */
function asCompared({ jql, repoFieldValue }: JiraScope): string {
  return JSON.stringify([jql.replace(/\s+/g, ' ').trim().toLowerCase(), repoFieldValue.toLowerCase()]);
}
