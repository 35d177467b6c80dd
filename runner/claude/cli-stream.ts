import * as z from 'zod';
import type { Usage } from '../../shared/contract/runner.ts';
import { instant, SECOND_MS } from '../../shared/domain/time.ts';

const tokens = z.number().catch(0);

const Denial = z
  .object({
    tool_name: z.string(),
    tool_input: z.object({ file_path: z.string().optional().catch(undefined) }).catch({}),
  })
  .transform(({ tool_name: tool, tool_input: { file_path: path } }) => ({ tool, path }));

/** The line that ends a stream; there may be more than one, and the last one counts. Costs and tokens of `modelUsage` are sums. */
const ResultLine = z.object({
  type: z.literal('result'),
  subtype: z.string().catch(''),
  is_error: z.boolean(),
  api_error_status: z.number().nullish().catch(undefined),
  /** Claude Code's own names for an error, and for what ended the conversation. */
  api_error: z.string().catch(''),
  terminal_reason: z.string().catch(''),
  /** Of the model's last answer. */
  stop_reason: z.string().catch(''),
  num_turns: z.int().min(0).catch(0),
  total_cost_usd: z.number().min(0).optional().catch(undefined),
  result: z.string().catch(''),
  errors: z.array(z.string()).catch([]),
  structured_output: z.unknown().optional(),
  permission_denials: z.array(Denial).catch([]),
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

/** The message in which Claude Code tells of an error stands in the place of an answer. */
const ErrorLine = z.object({ type: z.literal('assistant'), error: z.string() });

/** Any line of the stream: the first comes before the model is asked. */
const StreamLine = z.object({ type: z.enum(['system', 'assistant', 'user', 'result']) });

/** A usage limit of a subscription; `resetsAt` in seconds of the epoch. */
const LimitLine = z.object({
  type: z.literal('rate_limit_event'),
  rate_limit_info: z.object({ status: z.literal('rejected'), resetsAt: z.number() }),
});

/** A request was refused in a way that may pass, and is made again. */
const RetryLine = z.object({
  type: z.literal('system'),
  subtype: z.literal('api_retry'),
  attempt: z.int(),
  max_retries: z.int(),
});

export interface CliStream {
  /** Takes the next line; what is not one of ours is passed over. */
  take(line: string): void;
  result(): ResultLine | undefined;
  /** Claude Code's name for the error that it told of last. */
  error(): string | undefined;
  /** When the usage limit is lifted that was met, ISO 8601. */
  limitResetsAt(): string | undefined;
  /** Whether the last request was given up with tries left: Claude Code waits for no limit of more than a minute. */
  isLimitLong(): boolean;
  /**
   * What the pass has used. Where it was ended before its result line, the answers seen so far count. Turns are counted over
   * subagents too, which the result line does not; its cost holds theirs.
   */
  usage(): Omit<Usage, 'costUsd'>;
  /** What it cost, subagents included: 0 where it never came to ask the model, undefined where it did not say. */
  costUsd(): number | undefined;
}

/** Reads the `stream-json` output of one pass as it comes. */
export function cliStream(): CliStream {
  let result: ResultLine | undefined;
  let turns = 0;
  let hasBegun = false;
  const usageByMessage = new Map<string, { inputTokens: number; outputTokens: number }>();
  const trouble = cliTrouble();
  return {
    take(line) {
      const value = parsed(line);
      trouble.take(value);
      hasBegun ||= StreamLine.safeParse(value).success;
      const ending = ResultLine.safeParse(value);
      if (ending.success) {
        result = ending.data;
        turns += ending.data.num_turns;
      }
      const answer = AssistantLine.safeParse(value);
      if (answer.success) usageByMessage.set(answer.data.message.id, tokensOf(answer.data.message.usage));
    },
    result: () => result,
    error: trouble.error,
    limitResetsAt: trouble.limitResetsAt,
    isLimitLong: trouble.isLimitLong,
    usage: () =>
      result === undefined
        ? sumOf([...usageByMessage.values()], usageByMessage.size)
        : usageOf(result, Math.max(turns, usageByMessage.size)),
    costUsd: () => (hasBegun ? result?.total_cost_usd : 0),
  };
}

/** What the lines before the result tell of errors. */
function cliTrouble() {
  let error: string | undefined;
  let resetsAt: number | undefined;
  let triesLeft = true;
  return {
    take(value: unknown) {
      const errorLine = ErrorLine.safeParse(value);
      if (errorLine.success) error = errorLine.data.error;
      else if (AssistantLine.safeParse(value).success) triesLeft = true;
      const retry = RetryLine.safeParse(value);
      if (retry.success) triesLeft = retry.data.attempt < retry.data.max_retries;
      const limit = LimitLine.safeParse(value);
      if (limit.success) resetsAt = limit.data.rate_limit_info.resetsAt;
    },
    error: () => error,
    limitResetsAt: () => (resetsAt === undefined ? undefined : instant(resetsAt * SECOND_MS)),
    isLimitLong: () => triesLeft,
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

function usageOf(result: ResultLine, turns: number): ReturnType<CliStream['usage']> {
  const models = Object.values(result.modelUsage).map((model) => ({
    inputTokens: model.inputTokens + model.cacheReadInputTokens + model.cacheCreationInputTokens,
    outputTokens: model.outputTokens,
  }));
  return sumOf(models, turns);
}

function sumOf(parts: { inputTokens: number; outputTokens: number }[], turns: number): ReturnType<CliStream['usage']> {
  const sum = (values: number[]) => Math.round(values.reduce((total, value) => total + value, 0));
  return {
    turns,
    inputTokens: sum(parts.map((part) => part.inputTokens)),
    outputTokens: sum(parts.map((part) => part.outputTokens)),
  };
}
