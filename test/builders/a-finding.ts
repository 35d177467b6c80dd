import type { FindingRecord } from '../../shared/domain/follow-ups/finding.ts';

/** An open finding of a person, in the conversation, that was never written. */
export function aFinding(overrides: Partial<FindingRecord> = {}): FindingRecord {
  const at = '2026-01-05T09:10:00.000Z';
  return {
    ...{ owner: 'acme', repo: 'backend', number: 7, kind: 'conversation', commentId: '41' },
    fingerprint: 'f1',
    source: { login: 'ada', isBot: false },
    body: 'The export needs a header line.',
    state: 'open',
    remarkUpdatedAt: at,
    tries: 0,
    openedAt: at,
    updatedAt: at,
    version: 0,
    ...overrides,
  };
}
