import * as z from 'zod';

/** A message for a webhook of Workflows, with the elements that we send of an Adaptive Card: https://adaptivecards.io/explorer */

const textRun = z.strictObject({
  type: z.literal('TextRun'),
  text: z.string(),
  weight: z.enum(['Lighter', 'Default', 'Bolder']).optional(),
  size: z.enum(['Small', 'Default', 'Medium', 'Large', 'ExtraLarge']).optional(),
});
const card = z.strictObject({
  $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json'),
  type: z.literal('AdaptiveCard'),
  version: z.enum(['1.2', '1.3', '1.4', '1.5']),
  body: z.array(z.strictObject({ type: z.literal('RichTextBlock'), inlines: z.array(textRun).min(1) })),
  actions: z
    .array(
      z.strictObject({ type: z.literal('Action.OpenUrl'), title: z.string(), url: z.url({ protocol: /^https?$/ }) }),
    )
    .max(6),
});
const attachment = z.strictObject({
  contentType: z.literal('application/vnd.microsoft.card.adaptive'),
  contentUrl: z.null(),
  content: card,
});

export const TeamsMessage = z.strictObject({ type: z.literal('message'), attachments: z.tuple([attachment]) });
export type TeamsMessage = z.infer<typeof TeamsMessage>;

/** What people read, a line each. */
export function linesOfTeams({ attachments: [{ content }] }: TeamsMessage): string[] {
  const body = content.body.map(({ inlines }) => inlines.map(({ text }) => text).join(''));
  const actions = content.actions.map(({ title, url }) => `<${url}|${title}>`).join('  ');
  return actions === '' ? body : [...body, actions];
}
