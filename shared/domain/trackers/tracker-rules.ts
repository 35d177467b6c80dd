import type { Ticket } from '../ticket.ts';

/** What we know of a tracker without asking it; what only the tracker itself can say is on the port. `Scope`: where a mapping looks. */
export interface TrackerRules<Scope> {
  /** Its name, for people. */
  label: string;
  /** Whether the mapping of this scope and id covers a ticket of this tracker. */
  covers(scope: Scope, ticket: Ticket, mappingId: string): boolean;
  /** Of the scopes that cover a ticket the highest number wins; equal ones are a tie. */
  narrowness(scope: Scope): number;
  /** Whether two scopes cover the same tickets, so that no ticket could be said to belong to one of them. */
  isSameScope(one: Scope, other: Scope): boolean;
  /** Names what capacity is counted by: mappings of one name share their slots. */
  bucketKeyOf(scope: Scope, mappingId: string): string;
  /** What people call the bucket of that name; undefined where it is called as its mapping. */
  bucketTitleOf(bucketKey: string): string | undefined;
  words: TrackerWords;
}

/** What people read about a tracker. */
interface TrackerWords {
  /** What two mappings of one scope have in common: `covers …`. */
  sameScope: string;
  /** Why a deployment does not have it: `this deployment has no …; …`. */
  absent: string;
  /** How a person asks for a run, in the imperative. */
  markAgain: string;
  /** How a person approves a plan, in the imperative. */
  approve: string;
  /** The line of a pull request by which the tracker ties the ticket to it; undefined where it reads none. */
  closes(ticketKey: string): string | undefined;
}
