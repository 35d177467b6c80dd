import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClaudePass } from '../../../runner/claude/claude.ts';
import { claudeBench } from '../../runner/fixtures/claude-bench.ts';
import { type Conversation, say, use } from '../../runner/fixtures/messages-api.ts';

export type Bench = ReturnType<typeof claudeBench>;
type Use = ReturnType<typeof use>;

/** Places where Claude Code works, with something beside the checkout, and links in it that lead there. */
export function claudePlaces() {
  const open: Bench[] = [];
  return {
    begin(): Bench {
      const bench = claudeBench();
      open.push(bench);
      mkdirSync(join(bench.scratch, 'beside'));
      writeFileSync(join(bench.scratch, 'beside/canary.txt'), 'CANARY beside\n');
      writeFileSync(join(bench.folder, 'inside.txt'), 'inside\n');
      symlinkSync(join(bench.scratch, 'beside/canary.txt'), join(bench.folder, 'link.txt'));
      symlinkSync(join(bench.scratch, 'beside'), join(bench.folder, 'linked'));
      return bench;
    },
    async close() {
      for (const bench of open.splice(0)) bench.remove();
    },
  };
}

/** Lets the model use all these tools at once, by name, and answers what each of them was told. */
export async function usingAll(
  bench: Bench,
  calls: Readonly<Record<string, Use>>,
  pass: Partial<ClaudePass>,
): Promise<Record<string, string>> {
  let last = '[]';
  const { claude } = await bench.claudeWith((conversation) => {
    if (conversation.turns === 0) return Object.values(calls);
    last = conversation.last;
    return say('done');
  });
  const result = await claude.run(bench.aPass(pass));
  if (result.outcome !== 'done') throw result.failure;
  const told = JSON.parse(last) as { type: string; tool_use_id?: string }[];
  // They are told in the order in which they ended.
  const answerTo = (at: number) => told.find(({ tool_use_id: id }) => id?.endsWith(`_${at}`)) ?? 'no answer';
  return Object.fromEntries(Object.keys(calls).map((name, at) => [name, JSON.stringify(answerTo(at))]));
}

/** A model that goes on for ever, or nearly; how often it was asked. */
export async function askedOfEndless(bench: Bench, pass: Partial<ClaudePass>, budgetUsd?: number): Promise<number> {
  const { claude, api } = await bench.claudeWith(
    ({ turns }: Conversation) => (turns < 12 ? [use('Bash', { command: 'true' })] : say('done')),
    budgetUsd === undefined ? {} : { budgetUsd },
  );
  await claude.run(bench.aPass(pass));
  return api.requests.length;
}
