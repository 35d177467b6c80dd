import type { ProjectMapping } from '../../shared/domain/mapping.ts';
import type { Notification } from '../../shared/domain/notifications/notification.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';

type Deps = Pick<AdvanceRunDeps, 'notifier' | 'notified' | 'mappings' | 'audit' | 'clock'>;
type Told = Notification | undefined;

/**
 * Tells the chats of something, where its mapping wants that: at most once, so it is marked before it is sent. What no chat took is told
 * nowhere else but in the audit log, once a day for each chat.
 */
export async function notify(
  deps: Deps,
  mappingId: string,
  notificationOf: (mapping: ProjectMapping) => Told | Promise<Told>,
): Promise<void> {
  if (!(await deps.notifier.isOn())) return;
  const mapping = await deps.mappings.read(mappingId);
  const notification = mapping?.notifiesChats === true ? await notificationOf(mapping) : undefined;
  if (notification === undefined) return;
  const at = deps.clock.now();
  if ((await deps.notified.mark(notification.id, at)) === 'marked_already') return;
  for (const { chat, reason } of await deps.notifier.send(notification)) {
    await deps.audit.add({
      entryId: `${at.slice(0, 10)} ${chat}`,
      at,
      actor: 'ai-implement',
      action: 'chat_not_told',
      subject: chat,
      detail: `${notification.title}: ${reason}`,
    });
  }
}
