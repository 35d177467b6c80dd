import { moment } from '../pages/page.ts';
import type { PeopledRun } from './peopled-run.ts';

/** Everything that the simulated chats took, as people read it there. */
export function listNotifications({ vendors: { chats } }: PeopledRun): string {
  if (chats === undefined) throw new Error('Slack, Teams and SNS are not simulated in this run');
  const messages = chats
    .messages()
    .map(({ chat, at, lines: [title, ...rest] }) =>
      [`${moment(at)}  ${chat}: ${title}`, ...rest.map((line) => `    ${line}`)].join('\n'),
    );
  return messages.length === 0 ? 'nothing was told yet' : [...messages, `As a page: ${chats.url}`].join('\n');
}
