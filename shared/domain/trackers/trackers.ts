import type { TrackerName } from '../ticket.ts';
import { jiraRules } from './jira.ts';
import { linearRules } from './linear.ts';
import type { TrackerRules } from './tracker-rules.ts';

/** Every tracker that there is. Whoever needs to know one of them looks here, and compares no name. */
const TRACKER_RULES = {
  linear: linearRules,
  jira: jiraRules,
} as const satisfies { [Name in TrackerName]: TrackerRules<{ tracker: Name }> };

/** Where a mapping looks for its tickets on this tracker, as its rules have it. */
export type ScopeOf<Name extends TrackerName> = Name extends keyof Rules ? ScopeIn<Rules[Name]> : { tracker: Name };
type Rules = typeof TRACKER_RULES;
type ScopeIn<Of> = Of extends TrackerRules<infer Scope> ? Scope : never;

export type TrackerScope = { [Name in TrackerName]: ScopeOf<Name> }[TrackerName];

/** The rules for a scope of any tracker. */
export function rulesOf({ tracker }: { tracker: TrackerName }): TrackerRules<TrackerScope> {
  const rules: { readonly [Name in TrackerName]: TrackerRules<never> } = TRACKER_RULES;
  return rules[tracker] as TrackerRules<TrackerScope>;
}

/** Whether two scopes are of one tracker and cover the same tickets. */
export function isSameScope(one: TrackerScope, other: TrackerScope): boolean {
  return one.tracker === other.tracker && rulesOf(one).isSameScope(one, other);
}
