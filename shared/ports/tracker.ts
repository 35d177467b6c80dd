import type { RelatedTickets } from '../contract/runner.ts';
import type { MarkerChange } from '../domain/marker-change.ts';
import type { Ticket, TrackerName } from '../domain/ticket.ts';
import type { WantedComment } from '../domain/ticket-record.ts';
import type { ScopeOf } from '../domain/trackers/trackers.ts';

/** Which marked tickets are listed: those that may start, or also those that run or wait for review. */
export const REACHES = ['startable', 'all'] as const;
export type Reach = (typeof REACHES)[number];

/** How much of a listing is read at once. */
export interface Stretch {
  /** Where an earlier one was cut, as it was told. @default the beginning */
  after?: string | undefined;
  /** At most so many pages. */
  pages: number;
  /** Told how many pages were read, and where it was cut if it was. */
  onRead(read: { pages: number; next: string | undefined }): void;
}

/**
 * Where tickets live; what is known of each without asking it stands in `shared/domain/trackers`. Every method throws
 * `ServiceUnavailable` on an outage, a time-out or a rate limit, `ServiceRefusal` where the tracker will not do what was asked, and may
 * be repeated without harm.
 */
export interface Tracker<Name extends TrackerName = TrackerName> {
  readonly name: Name;
  /**
   * All open tickets that bear the trigger, wherever we are to look; descriptions are left empty. Those that run or wait for
   * review are left out where the tracker can do so, unless `reach` is `all`. One that is not understood is left out, and
   * told by its id. A tracker whose limits ask for it reads no more than the stretch; others read all, and tell nothing.
   */
  marked(onSkipped?: (ticket: string) => void, reach?: Reach, stretch?: Stretch): Promise<Ticket[]>;
  /** These tickets as they are now, marked or not, descriptions left empty; without those that are gone. */
  readMany(ticketIds: readonly string[]): Promise<Ticket[]>;
  /** One ticket as it is now, with its description; undefined when it is gone or not visible to us. */
  read(ticketId: string): Promise<Ticket | undefined>;
  /**
   * A ticket of which a delivery of the tracker's webhook tells, as `read`, and with the scopes in which the tracker itself finds it;
   * `foreign` where the delivery is of another organization than ours.
   */
  noticed(notice: NoticedTicket): Promise<Ticket | undefined | 'foreign'>;
  /**
   * Brings the markers to a stage in one update. Linear: labels, made where missing, and "In Progress" if asked. Jira:
   * one value of a field; the workflow's status stays with the team.
   */
  show(ticketId: string, change: MarkerChange): Promise<ShowOutcome>;
  /**
   * Posts a comment under our id, or brings the one with that id to this body. What people wrote into it after an earlier
   * try of the same (`triedAt`) stays.
   */
  comment(ticketId: string, comment: WantedComment): Promise<ShowOutcome>;
  /**
   * Those of our own comments that stand on the ticket under these ids, as they are now: people may have edited them. In
   * the order of the ids; deleted ones, and whatever others wrote, are not among them.
   */
  ourComments(ticketId: string, commentIds: readonly string[]): Promise<WantedComment[]>;
  /** The name of whoever last put the marker on by which people approve a plan; undefined where that is not told. */
  approver(ticketId: string): Promise<string | undefined>;
  /** The tickets around this one, at most ten of each kind; none of a ticket that is gone. One request, if possible. */
  related(ticketId: string): Promise<RelatedTickets>;
  /** What it says now to a scope in which a mapping looks, or is to look. */
  check(scope: ScopeOf<Name>): Promise<ScopeCheck>;
}

export interface NoticedTicket {
  ticketId: string;
  organizationId?: string | undefined;
}

/** What a tracker says to a scope. */
export interface ScopeCheck {
  /** Why it will not look there, each a sentence for people: such a mapping is not saved. */
  refused: string[];
  /** What stands in the way of what is to be shown there, each a sentence for people. */
  problems: string[];
  /** Values that the runs of its tickets want to show, and that nobody made there. */
  missingValues: string[];
  /** What is worth knowing and needs nobody, each a sentence for people. */
  notes?: string[];
}

/** `gone`: the ticket does not exist any more, so there is nothing left to show. */
export type ShowOutcome = 'shown' | 'gone' | MarkersRefused;

/** What people have to mend before all of a change can be shown; everything else of it is shown. */
export type MarkersRefused = MissingValue | EditForbidden | LabelsExcluded;

/** Linear lets a ticket bear one label of a group at most, and these are in groups of which it bears one, or are groups. */
export interface LabelsExcluded {
  outcome: 'labels_excluded';
  labels: string[];
  groups: string[];
}

/** Our account may not edit this ticket on Jira; `permission` as Jira's pages call it. */
interface EditForbidden {
  outcome: 'edit_forbidden';
  permission: string;
}

/** Jira offers no such value on this ticket (nobody made the option, or the field is not on its screen). People can be told. */
interface MissingValue {
  outcome: 'value_missing';
  field: string;
  value: string;
}
