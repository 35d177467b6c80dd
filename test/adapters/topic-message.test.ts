import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { topicMessage } from '../../shared/adapters/sns/topic-message.ts';
import { notificationOf } from '../../shared/domain/notifications/notification.ts';

test('a mail has the title as its subject, and every line', () => {
  const message = topicMessage(
    notificationOf({
      id: 'run 01J begun',
      title: 'ENG-1: Grüße an @ops',
      facts: [['Cost', '1.50 USD']],
      links: [['Pull request', 'https://github.test/acme/backend/pull/3']],
    }),
  );

  expect(message).toEqual({
    Subject: 'ENG-1: Gr??e an @ops',
    Message: 'ENG-1: Grüße an @\u2060ops\n\nCost: 1.50 USD\nPull request: https://github.test/acme/backend/pull/3',
    MessageAttributes: { about: { DataType: 'String', StringValue: 'run' } },
  });
});

test('whatever a title says, SNS takes its subject', () => {
  void fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (title) => {
      const { Subject } = topicMessage(notificationOf({ id: 'run 1 begun', title, facts: [], links: [] }));
      expect(Subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
    }),
  );
});
