import * as z from 'zod';

/** A message of an incoming webhook, of the kinds of blocks that we send: https://docs.slack.dev/reference/block-kit/blocks */

const plainText = (atMost: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: z.string().min(1).max(atMost), emoji: z.boolean().optional() });
const mrkdwn = z.strictObject({
  type: z.literal('mrkdwn'),
  text: z.string().min(1).max(3000),
  verbatim: z.boolean().optional(),
});
const block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), text: plainText(150) }),
  z.strictObject({ type: z.literal('section'), text: z.union([plainText(3000), mrkdwn]) }),
  z.strictObject({
    type: z.literal('context'),
    elements: z
      .array(z.union([plainText(3000), mrkdwn]))
      .min(1)
      .max(10),
  }),
]);

export const SlackMessage = z.strictObject({
  text: z.string().min(1).max(40_000),
  unfurl_links: z.boolean().optional(),
  unfurl_media: z.boolean().optional(),
  blocks: z.array(block).max(50),
});
export type SlackMessage = z.infer<typeof SlackMessage>;

/** What people read, a line each. */
export function linesOfSlack({ blocks }: SlackMessage): string[] {
  return blocks.map((one) => ('elements' in one ? one.elements.map(({ text }) => text).join('  ') : one.text.text));
}
