import type { Notification } from '../domain/notifications/notification.ts';
import type { Instant } from '../domain/time.ts';

/** A chat that was not told, and why, for people. */
export interface Missed {
  chat: string;
  reason: string;
}

/** The chats of this deployment. Nothing here rejects, and nothing is tried twice. */
export interface Notifier {
  /** Whether there is any chat to tell. */
  isOn(): Promise<boolean>;
  /** Tells each chat once, within seconds; answers those that were not told. */
  send(notification: Notification): Promise<readonly Missed[]>;
}

/** A topic, to which whoever wants to hear of runs subscribes. */
export interface TopicPublisher {
  /** Publishes once, within seconds; answers why it was not taken. */
  publish(notification: Notification): Promise<string | undefined>;
}

/** What people were told of, so that nobody is told twice. */
export interface NotificationMarks {
  /** `marked` for one caller alone. */
  mark(notificationId: string, at: Instant): Promise<'marked' | 'marked_already'>;
}
