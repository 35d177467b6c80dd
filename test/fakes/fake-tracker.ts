import type { RelatedTickets } from '../../shared/contract/runner.ts';
import { PAGE_SIZE } from '../../shared/domain/listing-pace.ts';
import type { MarkerChange } from '../../shared/domain/marker-change.ts';
import type { Marker, Ticket } from '../../shared/domain/ticket.ts';
import type { WantedComment } from '../../shared/domain/ticket-record.ts';
import type { Instant } from '../../shared/domain/time.ts';
import type { Clock } from '../../shared/ports/clock.ts';
import type { Reach, Stretch, Tracker } from '../../shared/ports/tracker.ts';
import { systemClock } from '../../shared/runtime/identities.ts';
import { copyOf } from './copy-of.ts';
import { type Faults, faults } from './faults.ts';

export interface FakeTracker extends Tracker {
  faults: Pick<Faults, 'failOnce' | 'loseAnswerOnce' | 'goDown' | 'comeUp'>;
  /** Puts a ticket there, or replaces it, as people do. */
  put(ticket: Ticket): void;
  /** Deletes a ticket, as people do. */
  remove(ticketId: string): void;
  /** From now on `marked` answers what it would answer at this moment, until `thawListing`: a listing that lags. */
  freezeListing(): void;
  thawListing(): void;
  /** From now on a listing cannot be understood where this ticket stands. */
  listStrangely(ticketId: string): void;
  /** Says what stands around a ticket. */
  relate(ticketId: string, related: RelatedTickets): void;
  /** Changes one of our comments, as people who may write do; undefined deletes it. */
  editComment(ticketId: string, commentId: string, body: string | undefined): void;
  commentsOn(ticketId: string): WantedComment[];
  isInProgress(ticketId: string): boolean;
  /** How often each method was called, failed calls included. */
  calls: Record<Exclude<keyof Tracker, 'name'>, number>;
}

interface Kept {
  ticket: Ticket;
  comments: Map<string, WantedComment>;
  /** When people last changed which comment. */
  edits: Map<string, Instant>;
  related: RelatedTickets;
  isInProgress: boolean;
}

/** Whose workspace it is. */
export const ORGANIZATION = 'organization-1';

/** Who approves plans on it. */
export const APPROVER = 'Robin Reviewer';

const NO_CALLS = {
  ...{ marked: 0, readMany: 0, read: 0, noticed: 0, show: 0, comment: 0 },
  ...{ ourComments: 0, approver: 0, related: 0, check: 0 },
};

/** A tracker in memory, with the faults of a real one. */
export function fakeTracker(name: Tracker['name'] = 'linear', clock: Clock = systemClock): FakeTracker {
  const kept = new Map<string, Kept>();
  const service = faults(name);
  const calls = { ...NO_CALLS };
  let frozen: Ticket[] | undefined;
  const strange = new Set<string>();
  const call = <T>(method: keyof typeof calls, effect: () => T) => {
    calls[method] += 1;
    return service.around(method, effect);
  };
  return {
    name,
    calls,
    faults: service,
    marked: (onSkipped = () => {}, reach = 'startable', stretch) =>
      call('marked', () => {
        for (const ticketId of strange) if (kept.has(ticketId)) onSkipped(ticketId);
        const listed = copyOf(frozen ?? listing(kept)).filter(({ ticketId }) => !strange.has(ticketId));
        return stretched(within(reach, listed), stretch);
      }),
    readMany: (ticketIds) =>
      call('readMany', () => plain(ticketIds.flatMap((ticketId) => kept.get(ticketId)?.ticket ?? []))),
    listStrangely: (ticketId) => void strange.add(ticketId),
    read: (ticketId) => call('read', () => copyOf(kept.get(ticketId)?.ticket)),
    noticed: ({ ticketId, organizationId = ORGANIZATION }) =>
      call('noticed', () =>
        organizationId === ORGANIZATION ? copyOf(kept.get(ticketId)?.ticket) : ('foreign' as const),
      ),
    show: (ticketId, change) => call('show', () => showOn(kept.get(ticketId), change)),
    comment: (ticketId, comment) => call('comment', () => commentOn(kept.get(ticketId), comment)),
    ourComments: (ticketId, commentIds) => call('ourComments', () => copyOf(standing(kept.get(ticketId), commentIds))),
    approver: (ticketId) =>
      call('approver', () =>
        kept.get(ticketId)?.ticket.markers.includes('plan_approved') === true ? APPROVER : undefined,
      ),
    related: (ticketId) => call('related', () => atMostTen(kept.get(ticketId)?.related ?? nothing)),
    check: () => call('check', () => ({ refused: [], problems: [], missingValues: [] })),
    relate(ticketId, related) {
      const ticket = kept.get(ticketId);
      if (ticket !== undefined) ticket.related = related;
    },
    editComment: (ticketId, commentId, body) => edit(kept.get(ticketId), { commentId, body, at: clock.now() }),
    put(ticket) {
      kept.set(ticket.ticketId, { ...(kept.get(ticket.ticketId) ?? untouched()), ticket: copyOf(ticket) });
    },
    remove: (ticketId) => void kept.delete(ticketId),
    freezeListing() {
      frozen = copyOf(listing(kept));
    },
    thawListing() {
      frozen = undefined;
    },
    commentsOn: (ticketId) => copyOf([...(kept.get(ticketId)?.comments.values() ?? [])]),
    isInProgress: (ticketId) => kept.get(ticketId)?.isInProgress ?? false,
  };
}

function untouched(): Omit<Kept, 'ticket'> {
  return { comments: new Map(), edits: new Map(), related: nothing, isInProgress: false };
}

function edit(kept: Kept | undefined, made: { commentId: string; body: string | undefined; at: Instant }) {
  const { commentId, body, at } = made;
  kept?.edits.set(commentId, at);
  if (body === undefined) kept?.comments.delete(commentId);
  else kept?.comments.set(commentId, { commentId, body });
}

function within(reach: Reach, listed: Ticket[]): Ticket[] {
  return reach === 'all' ? listed : listed.filter(({ markers }) => !BUSY.some((busy) => markers.includes(busy)));
}

/** Goes on behind the ticket that was last; a page has fifty. */
function stretched(all: Ticket[], stretch: Stretch | undefined): Ticket[] {
  if (stretch === undefined) return all;
  const from = all.findIndex(({ ticketId }) => ticketId === stretch.after) + 1;
  const read = all.slice(from, from + stretch.pages * PAGE_SIZE);
  const next = from + read.length < all.length ? read.at(-1)?.ticketId : undefined;
  stretch.onRead({ pages: Math.max(1, Math.ceil(read.length / PAGE_SIZE)), next });
  return read;
}

/** As a listing tells them. */
function plain(tickets: Ticket[]): Ticket[] {
  return copyOf(tickets.map((ticket) => ({ ...ticket, description: '' })));
}

const BUSY: readonly Marker[] = ['working', 'planning', 'ready_for_review'];

const nothing: RelatedTickets = { siblings: [], dependencies: [] };

function atMostTen({ siblings, dependencies, ...parent }: RelatedTickets): RelatedTickets {
  const bounded = { siblings: siblings.slice(0, 10), dependencies: dependencies.slice(0, 10) };
  return copyOf({ ...parent, ...bounded });
}

function standing(kept: Kept | undefined, commentIds: readonly string[]): WantedComment[] {
  return commentIds.flatMap((commentId) => kept?.comments.get(commentId) ?? []);
}

function listing(kept: Map<string, Kept>): Ticket[] {
  return [...kept.values()]
    .map(({ ticket }) => ({ ...ticket, description: '' }))
    .filter((ticket) => !ticket.isClosed && ticket.markers.includes('trigger'));
}

function showOn(kept: Kept | undefined, change: MarkerChange) {
  if (kept === undefined) return 'gone';
  const remaining = kept.ticket.markers.filter((marker) => !change.remove.includes(marker));
  kept.ticket.markers = [...new Set([...remaining, ...change.add])];
  kept.isInProgress ||= change.isInProgress;
  if (change.isDone) kept.ticket.isClosed = true;
  return 'shown';
}

function commentOn(kept: Kept | undefined, comment: WantedComment) {
  if (kept === undefined) return 'gone';
  const { commentId, body, triedAt } = comment;
  const editedAt = kept.edits.get(commentId);
  const isLeft = triedAt !== undefined && editedAt !== undefined && editedAt > triedAt;
  if (!isLeft) kept.comments.set(commentId, { commentId, body });
  return 'shown';
}
