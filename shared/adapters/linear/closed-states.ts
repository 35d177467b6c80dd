/** State types in which a ticket is resolved: it blocks nobody and is not worked on. */
export const CLOSED_STATE_TYPES: readonly string[] = ['completed', 'canceled', 'duplicate'];
