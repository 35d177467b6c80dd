import type { Notification } from '../../domain/notifications/notification.ts';

/**
 * A message for a webhook of Workflows in Teams, with one Adaptive Card:
 * https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors/how-to/connectors-using. What others wrote stands in `TextRun`s
 * alone, whose text is no Markdown; without entities of mentions nobody is mentioned.
 */
export function teamsCard({ title, facts, links }: Notification): object {
  const content = {
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    type: 'AdaptiveCard',
    version: '1.4',
    body: [
      line({ text: title, weight: 'Bolder', size: 'Medium' }),
      ...facts.map(({ name, value }) => line({ text: `${name}: `, weight: 'Bolder' }, { text: value })),
    ],
    actions: links.map(({ name, url }) => ({ type: 'Action.OpenUrl', title: name, url })),
  };
  const attachment = { contentType: 'application/vnd.microsoft.card.adaptive', contentUrl: null, content };
  return { type: 'message', attachments: [attachment] };
}

function line(...runs: readonly { text: string; weight?: 'Bolder'; size?: 'Medium' }[]) {
  return { type: 'RichTextBlock', inlines: runs.map((run) => ({ type: 'TextRun', ...run })) };
}
