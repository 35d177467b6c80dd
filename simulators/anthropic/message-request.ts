import * as z from 'zod';

/**
 * The request of the Messages API, as far as Claude Code and our stand-in use it; what is not named is refused, as Anthropic
 * does ("Extra inputs are not permitted"). Source: https://docs.claude.com/en/api/messages
 */

const CacheControl = z.strictObject({ type: z.literal('ephemeral'), ttl: z.enum(['5m', '1h']).optional() });
const cached = { cache_control: CacheControl.nullish() };

const TextBlock = z.strictObject({ type: z.literal('text'), text: z.string().min(1), ...cached });
const ToolUseBlock = z.strictObject({
  type: z.literal('tool_use'),
  id: z.string().regex(/^[a-zA-Z0-9_-]+$/),
  name: z.string(),
  input: z.record(z.string(), z.unknown()),
  ...cached,
});
const ToolResultBlock = z.strictObject({
  type: z.literal('tool_result'),
  tool_use_id: z.string().regex(/^[a-zA-Z0-9_-]+$/),
  content: z.union([z.string(), z.array(z.discriminatedUnion('type', [TextBlock]))]).optional(),
  is_error: z.boolean().optional(),
  ...cached,
});
const ThinkingBlock = z.strictObject({ type: z.literal('thinking'), thinking: z.string(), signature: z.string() });

const Message = z.strictObject({
  role: z.enum(['user', 'assistant']),
  content: z.union([
    z.string().min(1),
    z.array(z.discriminatedUnion('type', [TextBlock, ToolUseBlock, ToolResultBlock, ThinkingBlock])).min(1),
  ]),
});
export type Message = z.infer<typeof Message>;

const Tool = z.strictObject({
  name: z.string().regex(/^[a-zA-Z0-9_-]{1,128}$/),
  description: z.string().optional(),
  input_schema: z.looseObject({ type: z.literal('object') }),
  defer_loading: z.boolean().optional(),
  ...cached,
});

const REQUEST = {
  messages: z.array(Message).min(1),
  max_tokens: z.int().min(1),
  system: z.union([z.string(), z.array(TextBlock)]).optional(),
  tools: z.array(Tool).optional(),
  tool_choice: z.looseObject({ type: z.enum(['auto', 'any', 'tool', 'none']) }).optional(),
  metadata: z.strictObject({ user_id: z.string().nullish() }).optional(),
  thinking: z.looseObject({ type: z.enum(['enabled', 'disabled', 'adaptive']) }).optional(),
  context_management: z.strictObject({ edits: z.array(z.looseObject({ type: z.string() })) }).optional(),
  output_config: z.looseObject({ effort: z.enum(['low', 'medium', 'high', 'xhigh', 'max']).optional() }).optional(),
  stop_sequences: z.array(z.string()).optional(),
  temperature: z.number().min(0).max(1).optional(),
  service_tier: z.enum(['auto', 'standard_only']).optional(),
};

/** The body of `POST /v1/messages`. */
export const MessagesRequest = z.strictObject({ ...REQUEST, model: z.string().min(1), stream: z.boolean().optional() });

/** The body of Bedrock's invoke operations, whose path names the model and tells whether the answer is a stream. */
export const BedrockRequest = z.strictObject({
  ...REQUEST,
  anthropic_version: z.literal('bedrock-2023-05-31'),
  anthropic_beta: z.array(z.string()).optional(),
});

/** What both endpoints have in common. */
export type ModelRequest = Omit<z.infer<typeof MessagesRequest>, 'stream'>;

/** The first complaint, as Anthropic words it: `max_tokens: Field required`. */
export function complaintOf(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return 'Invalid request';
  if (issue.code === 'unrecognized_keys') {
    return `${[...issue.path, issue.keys[0]].join('.')}: Extra inputs are not permitted`;
  }
  const isMissing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return `${issue.path.join('.')}: ${isMissing ? 'Field required' : issue.message}`;
}

/** The conversation's order: the user begins, and each tool use is answered by the message that follows it. */
export function orderComplaint(messages: readonly Message[]): string | undefined {
  if (messages[0]?.role !== 'user') return 'messages: first message must use the "user" role';
  for (const [i, message] of messages.entries()) {
    const answered = new Set(
      blocksOf(messages[i + 1]).map((block) => ('tool_use_id' in block ? block.tool_use_id : '')),
    );
    const open = blocksOf(message).flatMap((block) =>
      block.type === 'tool_use' && !answered.has(block.id) ? [block.id] : [],
    );
    if (open.length === 0) continue;
    return `messages.${i + 1}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${open.join(', ')}`;
  }
  return undefined;
}

export type Block =
  | z.infer<typeof TextBlock>
  | z.infer<typeof ToolUseBlock>
  | z.infer<typeof ToolResultBlock>
  | z.infer<typeof ThinkingBlock>;

/** The content of a message as blocks; none for a message that is not there. */
export function blocksOf(message: Message | undefined): Block[] {
  if (message === undefined) return [];
  return typeof message.content === 'string' ? [{ type: 'text', text: message.content }] : message.content;
}
