import type { TrackerName } from '../ticket.ts';
import { type JiraScope, jiraRules } from './jira.ts';
import { type LinearScope, linearRules } from './linear.ts';
import type { TrackerRules } from './tracker-rules.ts';

/** Where a mapping looks for its tickets, by tracker. */
interface Scopes {
  linear: LinearScope;
  jira: JiraScope;
}
export type ScopeOf<Name extends TrackerName> = Scopes[Name];
export type TrackerScope = ScopeOf<TrackerName>;

/** Every tracker that there is. Whoever needs to know one of them looks here, and compares no name. */
export const TRACKER_RULES: { readonly [Name in TrackerName]: TrackerRules<ScopeOf<Name>> } = {
  linear: linearRules,
  jira: jiraRules,
};

/** The rules for a scope of any tracker. */
export function rulesOf({ tracker }: { tracker: TrackerName }): TrackerRules<TrackerScope> {
  return TRACKER_RULES[tracker] as TrackerRules<TrackerScope>;
}

/** Whether two scopes are of one tracker and cover the same tickets. */
export function isSameScope(one: TrackerScope, other: TrackerScope): boolean {
  return one.tracker === other.tracker && rulesOf(one).isSameScope(one, other);
}
