import type { Notification } from '../../shared/domain/notifications/notification.ts';
import type { Missed, NotificationMarks, Notifier } from '../../shared/ports/notifier.ts';

/** A chat in memory: everything that was told in it, in order. */
export interface FakeNotifier extends Notifier {
  told: Notification[];
  /** What the chat misses from now on, whatever it is told. */
  misses: Missed[];
}

export function fakeNotifier(): FakeNotifier {
  const fake: FakeNotifier = {
    told: [],
    misses: [],
    isOn: async () => true,
    async send(notification) {
      if (fake.misses.length === 0) fake.told.push(notification);
      return fake.misses;
    },
  };
  return fake;
}

export function fakeNotificationMarks(): NotificationMarks {
  const marked = new Set<string>();
  return {
    async mark(notificationId) {
      if (marked.has(notificationId)) return 'marked_already';
      marked.add(notificationId);
      return 'marked';
    },
  };
}
