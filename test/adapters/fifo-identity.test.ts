import { describe, expect, it } from 'vitest';
import { fifoIdentity } from '../../shared/adapters/sqs/fifo-identity.ts';

describe('the identity of a message in a FIFO queue', () => {
  it('is the text itself where SQS takes it', () => {
    const id = 'TimerDue-check-run-linear#7f9c-2026-01-05T09:00:00.000Z';
    expect(fifoIdentity(id)).toBe(id);
    expect(fifoIdentity('x'.repeat(128))).toBe('x'.repeat(128));
  });

  it.each(['x'.repeat(129), 'with space', 'ü', ''])('is a hash where SQS refuses it: %s', (text) => {
    expect(fifoIdentity(text)).toMatch(/^[0-9a-f]{64}$/);
    expect(fifoIdentity(text)).not.toBe(fifoIdentity(`${text}!`));
  });
});
