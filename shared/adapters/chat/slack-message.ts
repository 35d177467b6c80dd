import type { Notification } from '../../domain/notifications/notification.ts';

/**
 * A message of an incoming webhook: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks. What others wrote stands in
 * `plain_text` alone, where Slack reads no mention and no markup; in `mrkdwn` stand our own words, and links.
 */
export function slackMessage({ title, facts, links }: Notification): object {
  return {
    text: escaped(title),
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: plain(title) },
      ...facts.map(({ name, value }) => ({ type: 'section', text: plain(`${name}: ${value}`) })),
      ...(links.length === 0 ? [] : [{ type: 'context', elements: links.map(linkOf) }]),
    ],
  };
}

function plain(text: string) {
  return { type: 'plain_text', text, emoji: false };
}

function linkOf({ name, url }: Notification['links'][number]) {
  return { type: 'mrkdwn', text: `<${escaped(url).replaceAll('|', '%7C')}|${escaped(name)}>`, verbatim: true };
}

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
