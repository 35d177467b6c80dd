import * as z from 'zod';
import type { Usage } from '../../shared/contract/runner.ts';

const tokens = z.number().catch(0);

/** The line that ends a stream; there may be more than one, and the last one counts. Costs and tokens of `modelUsage` are sums. */
const ResultLine = z.object({
  type: z.literal('result'),
  subtype: z.string().catch(''),
  is_error: z.boolean(),
  api_error_status: z.number().nullish().catch(undefined),
  num_turns: z.int().min(0).catch(0),
  total_cost_usd: z.number().min(0).catch(0),
  result: z.string().catch(''),
  errors: z.array(z.string()).catch([]),
  structured_output: z.unknown().optional(),
  permission_denials: z.array(z.unknown()).catch([]),
  modelUsage: z
    .record(
      z.string(),
      z.object({
        inputTokens: tokens,
        outputTokens: tokens,
        cacheReadInputTokens: tokens,
        cacheCreationInputTokens: tokens,
      }),
    )
    .catch({}),
});
export type ResultLine = z.infer<typeof ResultLine>;

const AssistantLine = z.object({
  type: z.literal('assistant'),
  message: z.object({
    id: z.string(),
    usage: z.object({
      input_tokens: tokens,
      output_tokens: tokens,
      cache_read_input_tokens: tokens,
      cache_creation_input_tokens: tokens,
    }),
  }),
});

export interface CliStream {
  /** Takes the next line; what is not one of ours is passed over. */
  take(line: string): void;
  result(): ResultLine | undefined;
  /**
   * What the pass has used. Where it was ended before its result line, the answers seen so far count, and its cost is not
   * known: 0.
   */
  usage(): Usage;
}

/** Reads the `stream-json` output of one pass as it comes. */
export function cliStream(): CliStream {
  let result: ResultLine | undefined;
  let turns = 0;
  const seen = new Map<string, { inputTokens: number; outputTokens: number }>();
  return {
    take(line) {
      const value = parsed(line);
      const ending = ResultLine.safeParse(value);
      if (ending.success) {
        result = ending.data;
        turns += ending.data.num_turns;
      }
      const answer = AssistantLine.safeParse(value);
      if (answer.success) seen.set(answer.data.message.id, tokensOf(answer.data.message.usage));
    },
    result: () => result,
    usage: () => (result === undefined ? sumOf([...seen.values()], seen.size, 0) : usageOf(result, turns)),
  };
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function tokensOf(usage: z.infer<typeof AssistantLine>['message']['usage']) {
  const { input_tokens, cache_read_input_tokens, cache_creation_input_tokens, output_tokens } = usage;
  return {
    inputTokens: input_tokens + cache_read_input_tokens + cache_creation_input_tokens,
    outputTokens: output_tokens,
  };
}

function usageOf(result: ResultLine, turns: number): Usage {
  const models = Object.values(result.modelUsage).map((model) => ({
    inputTokens: model.inputTokens + model.cacheReadInputTokens + model.cacheCreationInputTokens,
    outputTokens: model.outputTokens,
  }));
  return sumOf(models, turns, result.total_cost_usd);
}

function sumOf(parts: { inputTokens: number; outputTokens: number }[], turns: number, costUsd: number): Usage {
  const sum = (values: number[]) => Math.round(values.reduce((total, value) => total + value, 0));
  return {
    turns,
    inputTokens: sum(parts.map((part) => part.inputTokens)),
    outputTokens: sum(parts.map((part) => part.outputTokens)),
    costUsd,
  };
}
