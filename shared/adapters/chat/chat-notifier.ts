import type { Notification } from '../../domain/notifications/notification.ts';
import type { Missed, Notifier, TopicPublisher } from '../../ports/notifier.ts';
import { postMessage } from './post-message.ts';
import { slackMessage } from './slack-message.ts';
import { teamsCard } from './teams-card.ts';

/** In the order of their addresses. */
const CHATS = [
  { chat: 'Slack', messageOf: slackMessage },
  { chat: 'Teams', messageOf: teamsCard },
] as const;
/** What people call the topic. */
const TOPIC = 'SNS';

const ADDRESSES_KEPT_MS = 5 * 60_000;
/** One that failed is left alone for so long: an outage costs a process one short wait a minute. */
const LEFT_ALONE_MS = 60_000;

export interface ChatNotifierDeps {
  /** Addresses of the webhooks of Slack and of Teams as they are now; undefined where there is none. */
  addresses: () => Promise<readonly (string | undefined)[]>;
  /** The topic of SNS, where there is one. @default there is none */
  topic?: TopicPublisher;
  hasTopic?: boolean;
  /** Epoch milliseconds. */
  now: () => number;
  /** Told of each that was not told; `missed` counts those of this process. */
  onMissed: (missed: Missed & { missed: number }) => void;
}

interface Chat {
  chat: string;
  /** Answers why it was not taken. */
  tell: (notification: Notification) => Promise<string | undefined>;
}

export function chatNotifier({ addresses, topic, hasTopic = false, now, onMissed }: ChatNotifierDeps): Notifier {
  const topics: readonly Chat[] =
    topic !== undefined && hasTopic ? [{ chat: TOPIC, tell: (notification) => topic.publish(notification) }] : [];
  let known: { chats: readonly Chat[]; until: number } = { chats: [], until: 0 };
  const leftAloneUntil = new Map<string, number>();
  let missedCount = 0;

  async function chats(): Promise<readonly Chat[]> {
    if (now() >= known.until) {
      // Where they cannot be read, what was known counts.
      const read = await addresses().catch(() => undefined);
      known = { chats: read === undefined ? known.chats : chatsAt(read), until: now() + ADDRESSES_KEPT_MS };
    }
    return [...known.chats, ...topics];
  }

  async function tellOne({ chat, tell }: Chat, notification: Notification): Promise<Missed | undefined> {
    if (now() < (leftAloneUntil.get(chat) ?? 0)) return { chat, reason: 'it failed less than a minute ago' };
    const reason = await tell(notification);
    if (reason === undefined) return undefined;
    leftAloneUntil.set(chat, now() + LEFT_ALONE_MS);
    return { chat, reason };
  }

  return {
    isOn: async () => (await chats()).length > 0,
    async send(notification) {
      const told = await Promise.all((await chats()).map((chat) => tellOne(chat, notification)));
      const missed = told.filter((one) => one !== undefined);
      for (const one of missed) {
        missedCount += 1;
        onMissed({ ...one, missed: missedCount });
      }
      return missed;
    },
  };
}

/** What is no address is none: nothing is sent anywhere over a plain connection, but on one machine. */
function chatsAt(addresses: readonly (string | undefined)[]): Chat[] {
  return CHATS.flatMap(({ chat, messageOf }, index) => {
    const address = addresses[index];
    if (address === undefined || !isSecure(address)) return [];
    return [{ chat, tell: (notification: Notification) => postMessage(address, messageOf(notification)) }];
  });
}

function isSecure(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && url.hostname === '127.0.0.1');
}
