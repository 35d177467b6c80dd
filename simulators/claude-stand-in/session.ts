import { randomUUID } from 'node:crypto';
import type { Answer } from './model-client.ts';
import type { Options } from './options.ts';
import type { ToolUse } from './tool.ts';

/** US dollars for a million tokens, in and out. */
const PRICES: [RegExp, number, number][] = [
  [/haiku/, 1, 5],
  [/opus/, 5, 25],
  [/./, 3, 15],
];

/** One run of the stand-in: what it writes to its stream, and what it adds up. */
export interface Session {
  id: string;
  folder: string;
  options: Options;
  environment: Record<string, string | undefined>;
  emit(line: Record<string, unknown>): void;
  charge(answer: Answer): void;
  costUsd(): number;
  deny(use: ToolUse): void;
  /** The totals of a result line. */
  totals(): Record<string, unknown>;
}

export function newSession(options: Options, environment: Session['environment'], folder: string): Session {
  const id = randomUUID();
  const startedAt = performance.now();
  const denials: Record<string, unknown>[] = [];
  const models: Record<string, { inputTokens: number; outputTokens: number; costUSD: number }> = {};
  const sum = (field: 'inputTokens' | 'outputTokens' | 'costUSD') =>
    Object.values(models).reduce((total, model) => total + model[field], 0);
  return {
    id,
    folder,
    options,
    environment,
    emit: (line) => void process.stdout.write(`${JSON.stringify({ ...line, session_id: id, uuid: randomUUID() })}\n`),
    charge({ model, usage }) {
      const [, dollarsIn, dollarsOut] = PRICES.find(([name]) => name.test(model)) ?? [/./, 0, 0];
      const used = models[model] ?? { inputTokens: 0, outputTokens: 0, costUSD: 0 };
      const cost = (usage.input_tokens * dollarsIn + usage.output_tokens * dollarsOut) / 1_000_000;
      models[model] = {
        inputTokens: used.inputTokens + usage.input_tokens,
        outputTokens: used.outputTokens + usage.output_tokens,
        costUSD: used.costUSD + cost,
      };
    },
    costUsd: () => sum('costUSD'),
    deny: ({ id: tool_use_id, name: tool_name, input: tool_input }) =>
      void denials.push({ tool_name, tool_use_id, tool_input }),
    totals: () => ({
      duration_ms: Math.round(performance.now() - startedAt),
      total_cost_usd: sum('costUSD'),
      usage: { input_tokens: sum('inputTokens'), output_tokens: sum('outputTokens') },
      modelUsage: Object.fromEntries(
        Object.entries(models).map(([name, used]) => [
          name,
          { ...used, cacheReadInputTokens: 0, cacheCreationInputTokens: 0 },
        ]),
      ),
      permission_denials: denials,
    }),
  };
}
