import type { Marker } from '../../domain/ticket.ts';

/** How each marker is shown on Linear: labels of exactly these names, capitals included. */
export const MARKER_LABELS: Record<Marker, string> = {
  trigger: 'AI-Implement',
  working: 'AI-Working',
  planning: 'AI-Planning',
  plan_complete: 'Plan-Complete',
  plan_approved: 'Plan-Approved',
  ready_for_review: 'Ready for Review',
};

const MARKERS = Object.keys(MARKER_LABELS) as Marker[];

export function markersAmong(labelNames: readonly string[]): Marker[] {
  return MARKERS.filter((marker) => labelNames.includes(MARKER_LABELS[marker]));
}
