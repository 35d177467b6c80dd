import type { Remark } from '../../shared/domain/follow-ups/pull-request-feedback.ts';

/** A comment of a person in the conversation. */
export function aRemark(overrides: Partial<Remark> = {}): Remark {
  const at = '2026-01-05T09:10:00.000Z';
  return {
    kind: 'conversation',
    commentId: '41',
    author: { login: 'ada', isBot: false },
    isOurs: false,
    body: 'The export needs a header line.',
    isHidden: false,
    writtenAt: at,
    updatedAt: at,
    ...overrides,
  };
}
