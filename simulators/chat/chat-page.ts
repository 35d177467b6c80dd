import { escapeHtml } from '../loopback/escape-html.ts';
import { page, remark } from '../pages/page.ts';
import type { ChatMessage } from './chat-message.ts';

/** All messages of all chats, the newest first. */
export function chatPage(messages: readonly ChatMessage[]): string {
  const articles = messages.map(({ chat, at, lines }) => {
    const [title = '', ...rest] = lines;
    const html = [`<h2>${escapeHtml(title)}</h2>`, ...rest.map((line) => `<p>${withLinks(line)}</p>`)].join('');
    return remark({ who: 'AI-Implement', did: `in ${chat}`, at }, html);
  });
  return page('Slack, Teams and SNS', 'Messages', articles.reverse().join('') || '<p class="quiet">None.</p>');
}

/** `<address|words>` is a link, as Slack writes it; everything else is text. */
function withLinks(line: string): string {
  return line
    .split(/(<https?:\/\/[^|>]+\|[^>]+>)/)
    .map((part) => {
      const [, address = '', words = ''] = /^<(https?:\/\/[^|>]+)\|([^>]+)>$/.exec(part) ?? [];
      if (address === '') return escapeHtml(part);
      return `<a href="${escapeHtml(address.replaceAll('&amp;', '&'))}" rel="noreferrer">${escapeHtml(words)}</a>`;
    })
    .join('');
}
