import * as fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { chatNotifier } from '../../shared/adapters/chat/chat-notifier.ts';
import { slackMessage } from '../../shared/adapters/chat/slack-message.ts';
import { teamsCard } from '../../shared/adapters/chat/teams-card.ts';
import { notificationOf } from '../../shared/domain/notifications/notification.ts';
import { type ChatSimulator, startChatSimulator } from '../../simulators/chat/chat-simulator.ts';

let chats: ChatSimulator;
beforeAll(async () => {
  chats = await startChatSimulator({ clock: { now: () => 0 } });
});
afterEach(() => chats.faults.clear());
afterAll(() => chats.stop());

const NOTIFICATION = notificationOf({
  id: 'n',
  title: 'ENG-1: implementation succeeded',
  facts: [['Cost', '1.50 USD']],
  links: [['Pull request', 'https://github.test/acme/backend/pull/3?a=1&b=|2']],
});

interface Read {
  addresses: readonly (string | undefined)[] | Error;
  now: number;
}

/** A process of its own, with a clock and addresses that tests set. */
function aNotifier(addresses: Read['addresses'] = [chats.webhooks.slack, chats.webhooks.teams]) {
  const state = { addresses, now: 1_000_000, reads: 0 };
  const missed: unknown[] = [];
  const notifier = chatNotifier({
    addresses: async () => {
      state.reads += 1;
      if (state.addresses instanceof Error) throw state.addresses;
      return state.addresses;
    },
    now: () => state.now,
    onMissed: (one) => missed.push(one),
  });
  return { notifier, state, missed };
}

const SLACK = { chat: 'Slack' };

test('both chats take it in their own shape, with the same lines', async () => {
  const { notifier, missed } = aNotifier();

  expect(await notifier.send(NOTIFICATION)).toEqual([]);
  const lines = ['ENG-1: implementation succeeded', 'Cost: 1.50 USD', expect.stringContaining('|Pull request>')];
  const told = chats.messages().slice(-2);
  expect(told.map(({ chat }) => chat).sort()).toEqual(['Slack', 'Teams']);
  for (const message of told) expect(message.lines).toEqual(lines);
  expect(missed).toEqual([]);
});

test('without an address there is no chat; what is none, or leads over a plain connection, is not used', async () => {
  expect(await aNotifier([undefined, undefined]).notifier.isOn()).toBe(false);
  expect(await aNotifier(['', 'hooks.slack.com']).notifier.isOn()).toBe(false);
  expect(await aNotifier(['http://hooks.slack.com/services/T/B/x', undefined]).notifier.isOn()).toBe(false);
  expect(await aNotifier([undefined, chats.webhooks.teams]).notifier.isOn()).toBe(true);
});

test.each([
  ['answers 400', { kind: 'status', status: 400 }, 'it answered 400'],
  ['answers 429', { kind: 'status', status: 429 }, 'it answered 429'],
  ['answers 503', { kind: 'status', status: 503 }, 'it answered 503'],
  ['takes it and cuts the connection', { kind: 'lost_answer' }, 'it was out of reach'],
  ['never answers', { kind: 'timeout' }, 'it took too long'],
] as const)('a chat that %s misses it after one try, is counted, and the other is told', async (_, fault, reason) => {
  const { notifier, missed } = aNotifier();
  chats.faults.add({ operation: 'slack', ...fault });
  const before = chats.requests();

  expect(await notifier.send(NOTIFICATION)).toEqual([{ ...SLACK, reason }]);
  expect(chats.requests()).toBe(before + 2);
  expect(missed).toEqual([{ ...SLACK, reason, missed: 1 }]);
  expect(chats.messages().at(-1)?.chat).toBe('Teams');
});

test('an answer that breaks off says that it was taken', async () => {
  const { notifier } = aNotifier([chats.webhooks.slack]);
  chats.faults.add({ operation: 'slack', kind: 'cut_off' });

  expect(await notifier.send(NOTIFICATION)).toEqual([]);
});

test('a chat that is not there misses it', async () => {
  const { notifier } = aNotifier(['http://127.0.0.1:9/slack']);

  expect(await notifier.send(NOTIFICATION)).toEqual([{ ...SLACK, reason: 'it was out of reach' }]);
});

test('a chat that failed is left alone for a minute, whatever there is to tell, and then asked again', async () => {
  const { notifier, state, missed } = aNotifier([chats.webhooks.slack]);
  chats.faults.add({ operation: 'slack', kind: 'status', status: 500, times: 1 });
  const before = chats.requests();
  await notifier.send(NOTIFICATION);
  state.now += 59_999;

  expect(await notifier.send(NOTIFICATION)).toEqual([{ ...SLACK, reason: 'it failed less than a minute ago' }]);
  expect(chats.requests()).toBe(before + 1);
  expect(missed).toHaveLength(2);
  state.now += 1;
  expect(await notifier.send(NOTIFICATION)).toEqual([]);
});

test('no reason names the address', async () => {
  const { notifier } = aNotifier([`${chats.webhooks.slack}-of-old`]);

  const [missed] = await notifier.send(NOTIFICATION);
  expect(missed).toEqual({ ...SLACK, reason: 'it answered 404' });
});

test('addresses are read anew after five minutes; where they cannot be, the former ones count', async () => {
  const { notifier, state } = aNotifier();
  await notifier.isOn();
  await notifier.isOn();
  expect(state.reads).toBe(1);
  state.now += 300_000;
  state.addresses = new Error('out of reach');
  expect(await notifier.isOn()).toBe(true);
  state.now += 300_000;
  state.addresses = [undefined, undefined];
  expect(await notifier.isOn()).toBe(false);
  expect(state.reads).toBe(3);
});

/** What a ticket or a model may say. */
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 2000 }),
  fc
    .array(fc.constantFrom('<!channel>', '@here', '<@U1>', '<at>x</at>', '[a](http://e)', '|', '\n', '&', '🎉', 'x'), {
      maxLength: 400,
    })
    .map((parts) => parts.join('')),
);

test('whatever is told, both chats take it, and nobody is mentioned', () =>
  fc.assert(
    fc.asyncProperty(anyText, anyText, fc.webUrl(), async (title, value, url) => {
      const notification = notificationOf({
        id: 'n',
        title: `ENG-1 ${title}`,
        facts: Array.from({ length: 8 }, () => ['Why', value] as const),
        links: [['Ticket', url]],
      });
      const { notifier } = aNotifier();

      expect(await notifier.send(notification)).toEqual([]);
      const words = { ...notification, links: [] };
      expect(JSON.stringify([slackMessage(words), teamsCard(words)])).not.toMatch(/@[\w<]/);
      const { text, blocks } = slackMessage(notification) as {
        text: string;
        blocks: { elements?: { text: string }[] }[];
      };
      expect(text).not.toContain('<');
      const links = blocks.flatMap(({ elements = [] }) => elements.map((element) => element.text));
      for (const link of links) expect(link).toMatch(/^<https?:[^<>|]+\|Ticket>$/);
    }),
    { numRuns: 200 },
  ));

test('a topic is told beside chats, and is a chat to tell by itself', async () => {
  const published: string[] = [];
  const topic = {
    async publish({ title }: typeof NOTIFICATION) {
      published.push(title);
      return published.length === 1 ? undefined : 'it answered NotFound';
    },
  };
  const around = { topic, now: () => 0, onMissed: () => {} };
  const both = chatNotifier({ ...around, hasTopic: true, addresses: async () => [chats.webhooks.slack, undefined] });
  const alone = { ...around, addresses: async () => [] };

  expect(await chatNotifier({ ...alone, hasTopic: true }).isOn()).toBe(true);
  expect(await chatNotifier({ ...alone, hasTopic: false }).isOn()).toBe(false);
  expect(await both.send(NOTIFICATION)).toEqual([]);
  expect(await both.send(NOTIFICATION)).toEqual([{ chat: 'SNS', reason: 'it answered NotFound' }]);
  expect(chats.messages().at(-1)?.chat).toBe('Slack');
  expect(published).toHaveLength(2);
});
