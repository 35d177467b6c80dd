import { Logger } from '@aws-lambda-powertools/logger';
import { expect, test, vi } from 'vitest';
import { aboutMessage, log, logAbout, nowAbout } from '../../shared/runtime/log.ts';

const written: unknown[] = [];
vi.spyOn(Logger.prototype, 'info').mockImplementation(
  (...[message, fields]: unknown[]) => void written.push({ message, ...Object(fields) }),
);

test('each of two works side by side has lines about itself', async () => {
  written.length = 0;
  const work = (messageId: string, ticket: string) =>
    logAbout({ messageId }, async () => {
      await Promise.resolve();
      nowAbout({ ticket });
      await Promise.resolve();
      log.info('done', { outcome: messageId });
    });
  await Promise.all([work('1', 'linear/a'), work('2', 'jira/10001')]);
  log.info('after');

  expect(written).toEqual([
    { message: 'done', messageId: '1', ticket: 'linear/a', outcome: '1' },
    { message: 'done', messageId: '2', ticket: 'jira/10001', outcome: '2' },
    { message: 'after' },
  ]);
});

test('what is learned within a work does not leave it', () => {
  written.length = 0;
  logAbout({ requestId: 'r' }, () => {
    logAbout({ runId: 'inner' }, () => nowAbout({ ticket: 'linear/a' }));
    log.info('outside');
  });

  expect(written).toEqual([{ message: 'outside', requestId: 'r' }]);
});

test.each([
  [
    { tracker: 'linear', ticketId: 'a', runId: 'r', mappingId: 'm' },
    { ticket: 'linear/a', runId: 'r', mappingId: 'm' },
  ],
  [
    { tracker: 'jira', ticketId: '10001', pull: { owner: 'acme', repo: 'backend', number: 7 } },
    { ticket: 'jira/10001', pull: 'acme/backend#7' },
  ],
  [
    { type: 'TimerDue', timer: { kind: 'check-run', tracker: 'linear', ticketId: 'a' } },
    { kind: 'check-run', ticket: 'linear/a' },
  ],
  [
    { type: 'RunReported', runId: 'r' },
    { kind: 'RunReported', runId: 'r' },
  ],
  [{ ticketId: 'a' }, {}],
  [undefined, {}],
  ['text', {}],
])('%j is about %j', (message, about) => {
  expect(aboutMessage(message)).toEqual(about);
});
