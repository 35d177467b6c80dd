import { describe, expect, it } from 'vitest';
import { parseJql } from '../jira/jql.ts';
import { matcherOf } from '../jira/jql-match.ts';
import { type JiraSeed, stateFromSeed } from '../jira/seed.ts';

const SEED: JiraSeed = {
  projects: [
    {
      key: 'PROJ',
      name: 'Product One',
      issues: [
        { title: 'ready', repo: 'acme/backend', marker: 'Ready', labels: ['api'], priority: 'High' },
        { title: 'approved', repo: 'acme/backend', marker: 'Plan Approved', state: 'In Progress' },
        { title: 'done', repo: 'acme/site', marker: 'Ready', state: 'Done' },
        { title: 'bare' },
      ],
    },
    { key: 'WEB', name: 'Website', issues: [{ title: 'web', marker: 'Ready' }] },
  ],
  repos: ['acme/backend', 'acme/site'],
};
const state = stateFromSeed(SEED, Date.parse('2026-01-01T08:00:00Z'));
const numberOf = (name: string) => state.fields.find((field) => field.name === name)?.id.replace('customfield_', '');

function found(jql: string): string[] {
  const matches = matcherOf(state, parseJql(jql));
  return state.issues.filter(matches).map((issue) => issue.summary);
}

describe('JQL of the simulator', () => {
  it.each([
    ['project = PROJ', ['ready', 'approved', 'done', 'bare']],
    ['project = "Product One" AND labels = api', ['ready']],
    ['project in (WEB, PROJ) and statusCategory = Done', ['done']],
    ['"AI-Implement Status" in (Ready, "Plan Approved")', ['ready', 'approved', 'done', 'web']],
    [`cf[${numberOf('AI-Implement Repo')}] = 'ACME/BACKEND'`, ['ready', 'approved']],
    ['"AI-Implement Repo" is EMPTY', ['bare', 'web']],
    ['"AI-Implement Repo" is not empty AND statusCategory != Done', ['ready', 'approved']],
    ['"AI-Implement Repo" != "acme/site"', ['ready', 'approved']],
    ['"AI-Implement Repo" not in ("acme/site")', ['ready', 'approved']],
    ['NOT project = PROJ', ['web']],
    ['project = WEB OR project = PROJ AND priority = high', ['ready', 'web']],
    ['(project = WEB OR project = PROJ) AND priority = High', ['ready']],
    ['key = PROJ-2', ['approved']],
    ['status = "In Progress"', ['approved']],
  ])('finds for %s', (jql, titles) => {
    expect(found(jql)).toEqual(titles);
  });

  it.each([
    ['', 'Unbounded'],
    ['ORDER BY key', 'Unbounded'],
    ['project = NOWHERE', "'NOWHERE' for field 'project' does not exist"],
    ['"AI-Implement Status" = Later', "'Later' for field 'AI-Implement Status' does not exist"],
    ['colour = red', "Field 'colour' does not exist"],
    ['cf[99] = red', "Field 'cf[99]' does not exist"],
    ['project', 'ends too soon'],
    ['project =', 'ends too soon'],
    ['project = PROJ AND', 'ends too soon'],
    ['(project = PROJ', 'ends too soon'],
    ['project = PROJ)', "')' is not expected"],
    ['project = PROJ WEB', "'web' is not expected"],
    ['project in PROJ', "'proj' is not expected"],
    ['project ~ PROJ', 'is not expected'],
  ])('refuses %j as Jira does', (jql, message) => {
    expect(() => found(jql)).toThrow(message);
    expect(() => found(jql)).toThrow(/^400/);
  });

  it.each(['assignee = currentUser()', 'project = PROJ ORDER BY key', 'labels = f(x)'])(
    'says of %j that it is not simulated',
    (jql) => {
      expect(() => found(jql)).toThrow(/^501/);
    },
  );
});
