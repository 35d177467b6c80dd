import type { ChatNotifierDeps } from '../adapters/chat/chat-notifier.ts';
import type { ChatsEnv } from '../contract/env.ts';
import { lazyPort } from '../domain/lazy-port.ts';
import type { NotificationMarks, Notifier, TopicPublisher } from '../ports/notifier.ts';
import { openAuditLog } from './audit-log.ts';
import { openSecretsNow } from './secrets-now.ts';
import { openSettings } from './settings-store.ts';
import type { Table } from './table.ts';

/** By what people see what became of things, beside tickets: the audit log, the settings and chats; few messages need any of them. */
export function openTelling(env: ChatsEnv, table: Table, onMissed: ChatNotifierDeps['onMissed']) {
  const { client, name } = table;
  return {
    audit: openAuditLog(table),
    settings: openSettings(table),
    notifier: lazyPort<Notifier>(async () =>
      (await import('../adapters/chat/chat-notifier.ts')).chatNotifier({
        addresses: openSecretsNow(env.SLACK_WEBHOOK_URL_PARAMETER, env.TEAMS_WEBHOOK_URL_PARAMETER),
        topic: openTopic(env),
        hasTopic: env.NOTIFY_TOPIC_ARN !== '',
        now: Date.now,
        onMissed,
      }),
    ),
    notified: lazyPort<NotificationMarks>(async () =>
      (await import('../adapters/dynamodb/notification-marks.ts')).notificationMarks(client, name),
    ),
  };
}

function openTopic({ NOTIFY_TOPIC_ARN }: ChatsEnv): TopicPublisher {
  return lazyPort<TopicPublisher>(async () =>
    (await import('../adapters/sns/topic-publisher.ts')).topicPublisher(NOTIFY_TOPIC_ARN),
  );
}
