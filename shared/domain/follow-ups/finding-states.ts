export const FINDING_STATES = ['open', 'addressed', 'dropped'] as const;
export type FindingState = (typeof FINDING_STATES)[number];
