import { randomUUID } from 'node:crypto';
import type { Marker } from '../../shared/domain/ticket.ts';
import type { WantedComment } from '../../shared/domain/ticket-record.ts';
import type { Tracker } from '../../shared/ports/tracker.ts';

interface NewTicket {
  title: string;
  description?: string;
  /** 1 to 4; absent: none. */
  priority?: 1 | 2 | 3 | 4;
  markers?: Marker[];
  /** Ids of tickets that block it. */
  blockedBy?: string[];
  /** Id of the ticket that it is a part of. */
  parent?: string;
}

/** A tracker under test, with what people do and see there. Ids are those of the port. */
export interface TrackerHarness {
  tracker: Tracker;
  /** Adds a ticket that nobody has started, and answers its id. */
  addTicket(ticket: NewTicket): Promise<string>;
  /** Says that the two tickets have to do with each other. */
  relate(ticketId: string, otherId: string): Promise<void>;
  /** A person who may write changes a comment of ours. */
  editComment(ticketId: string, commentId: string, body: string): Promise<void>;
  /** A person puts the marker on by which plans are approved; answers the person's name. */
  approve(ticketId: string): Promise<string>;
  /** Somebody else comments. */
  commentAsPerson(ticketId: string, body: string): Promise<void>;
  closeTicket(ticketId: string): Promise<void>;
  removeTicket(ticketId: string): Promise<void>;
  /** In alphabetical order. */
  markersOf(ticketId: string): Promise<Marker[]>;
  commentsOf(ticketId: string): Promise<WantedComment[]>;
  isInProgress(ticketId: string): Promise<boolean>;
  /** Whether a ticket's workflow follows its runs; on Jira it stays with the team. */
  movesTickets: boolean;
  /** Whether its listing of all holds those that run or wait for review; on Jira the value says that nobody asks. */
  listsAll: boolean;
  /** Until `comeUp`, nothing is answered and nothing takes effect. */
  goDown(): void;
  /** Until `comeUp`, every request exceeds a limit that is lifted at `until` (ISO 8601). */
  limitRate(until: string): void;
  comeUp(): void;
  /** The next call that writes takes effect, and its answer is lost. */
  loseNextAnswer(method: 'show' | 'comment'): void;
  stop(): Promise<void>;
}

/** The id of no ticket. */
export const NOBODY = randomUUID();
