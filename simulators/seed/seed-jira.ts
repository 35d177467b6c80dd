import type { JiraIssueSeed, JiraSeed } from '../jira/seed.ts';
import type { SeededTicket } from './seed.ts';

const PROJECT = 'PROJ';
const REPO = 'acme/backend';

const ISSUES: (JiraIssueSeed & { end: SeededTicket['end'] })[] = [
  {
    title: 'Filter products by price',
    description: 'Shop owners need a price range above the list: from, to, and a way to clear both.',
    priority: 'High',
    marker: 'Ready',
    end: 'pr_ready',
  },
  {
    title: 'Remember the chosen filter',
    description: 'Whoever comes back sees the list as it was left.',
    priority: 'Medium',
    marker: 'Ready',
    blockedBy: ['PROJ-3'],
    end: 'untouched',
  },
  {
    title: 'Decide where filters are kept',
    description: 'With the browser, or with the account? Both have friends.',
    end: 'untouched',
  },
];

/** The Jira site of a first start: one project, a ticket that runs, and one that is blocked. */
export const JIRA_SEED: JiraSeed = {
  projects: [
    { key: PROJECT, name: 'Product', issues: ISSUES.map(({ end: _, ...issue }) => ({ ...issue, repo: REPO })) },
  ],
  repos: [REPO],
};

export const SEEDED_JIRA_TICKETS: readonly SeededTicket[] = ISSUES.map(({ title, end }, index) => ({
  ...{ key: `${PROJECT}-${index + 1}`, title, end },
  ...{ behaviour: 'succeeds', planning: 'succeeds', scripted: [] },
}));

/** Created after those of Linear, where Jira is simulated. */
export const SEEDED_JIRA_MAPPING = {
  name: 'Product',
  tracker: 'jira',
  jql: `project = ${PROJECT}`,
  repoFieldValue: REPO,
  owner: 'acme',
  repo: 'backend',
  maxInProgress: 2,
} as const;
