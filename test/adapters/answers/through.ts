/** The use cases through which answers of trackers are looked at; each has a suite. */
export const USE_CASES = ['outbox', 'admission', 'surroundings', 'poll', 'approval', 'notice', 'check'] as const;
export type UseCase = (typeof USE_CASES)[number];

/** The use cases that ask this; a row without one would be looked at by the port alone. */
export type Through = readonly [UseCase, ...UseCase[]];
