/** A tracker's own limit on a delivery is far below this. */
export const NOTICE_BODY_LIMIT = 1_000_000;

/** Why a delivery of a tracker is answered and wakes nobody; the codes stand in the answer and in the log. */
export const IGNORED_NOTICES = {
  type_not_followed: 'It is about no ticket, or tells of something else than that one was made, changed or deleted.',
  nothing_to_look_at: 'Nothing that decides whether a run begins, goes on or ends was changed.',
  own_change: 'It says what only we say of a ticket: that a run works, that a plan stands, that a pull request waits.',
} as const satisfies Record<string, string>;
export type IgnoredNotice = keyof typeof IGNORED_NOTICES;
