import type { Marker } from '../../domain/ticket.ts';

/**
 * How each marker is shown on Linear. Linear counts labels whose names differ in capitals only as one, over workspace and
 * team, so one that stands already is taken as it is written there, and names are compared without regard to capitals.
 */
export const MARKER_LABELS: Record<Marker, string> = {
  trigger: 'AI-Implement',
  working: 'AI-Working',
  planning: 'AI-Planning',
  plan_complete: 'Plan-Complete',
  plan_approved: 'Plan-Approved',
  ready_for_review: 'Ready for Review',
};

export const MARKERS = Object.keys(MARKER_LABELS) as Marker[];

/** Linear's filter for our labels, however they are written. */
export const OUR_LABELS = { or: MARKERS.map((marker) => ({ name: { eqIgnoreCase: MARKER_LABELS[marker] } })) };

/** Whether a label of this name shows the marker. */
export function showsMarker(labelName: string, marker: Marker): boolean {
  return labelName.toLowerCase() === MARKER_LABELS[marker].toLowerCase();
}

export function markersAmong(labelNames: readonly string[]): Marker[] {
  return MARKERS.filter((marker) => labelNames.some((name) => showsMarker(name, marker)));
}
