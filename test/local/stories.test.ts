import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { GapAnalysis, ImplementationAnswer, ReviewAnswer, TriageAnswer } from '../../runner/prompts/answers.ts';
import { PlanAnswer } from '../../runner/prompts/plan-answer.ts';
import { planComments } from '../../shared/domain/plan-comments.ts';
import { storiedAgent } from '../../simulators/anthropic/agents/storied-agent.ts';
import type { Conversation } from '../../simulators/anthropic/conversation.ts';
import type { ModelTurn } from '../../simulators/anthropic/model-turn.ts';
import { SEEDED_TICKETS } from '../../simulators/seed/seed.ts';
import { SEEDED_FLY_TICKETS } from '../../simulators/seed/seed-fly.ts';
import { SEEDED_JIRA_TICKETS } from '../../simulators/seed/seed-jira.ts';
import { SEEDED_REPOSITORIES } from '../../simulators/seed/seed-repositories.ts';
import { storyOf } from '../../simulators/seed/stories.ts';

// What the model writes in the seeded workspace reads as if people had made it, and works.

const TICKETS = [...SEEDED_TICKETS, ...SEEDED_FLY_TICKETS, ...SEEDED_JIRA_TICKETS];
const MADE_UP = /as the script has it/;

function aConversation(ticketKey: string, pass: string, form: z.ZodType, turns: number): Conversation {
  return {
    ...{ model: 'claude-sonnet-4-6', prompt: '', briefing: '', pass, runId: '01K', ticketKey, unit: undefined },
    ...{ folder: '/folder', tools: [], agents: [], answerSchema: z.toJSONSchema(form), turns, calls: [], results: [] },
  };
}

describe.each(TICKETS)('$key', (ticket) => {
  const agent = storiedAgent(storyOf(ticket));

  test.each([
    ['plan', PlanAnswer, 1],
    ['implementation', ImplementationAnswer, 2],
    ['review', ReviewAnswer, 1],
    ['gap-analysis', GapAnalysis, 0],
    ['triage', TriageAnswer, 0],
  ] as const)('its %s is an answer of its own', (pass, form, turns) => {
    // Infrastructure is not planned.
    if (pass === 'plan' && ticket.key.startsWith('OPS-')) return;
    const { answer } = agent(aConversation(ticket.key, pass, form, turns)) as ModelTurn;
    expect(form.parse(answer)).toBeTruthy();
    expect(JSON.stringify(answer)).not.toMatch(MADE_UP);
  });
});

test('one ticket has all four comments of a plan, and units that go side by side', () => {
  const plans = TICKETS.flatMap((ticket) => {
    const { answer } = storiedAgent(storyOf(ticket))(aConversation(ticket.key, 'plan', PlanAnswer, 1)) as ModelTurn;
    return [PlanAnswer.parse(answer)];
  });
  const whole = plans.filter((plan) => planComments(plan, (text) => text).length === 4);
  expect(whole.map(({ workUnits }) => workUnits?.independent.length)).toEqual([2]);
});

const folder = mkdtempSync(join(tmpdir(), 'ai-implement-stories-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A repository with these files over its seeded ones. */
function aCheckout(repository: string, ...changes: ReadonlyArray<Readonly<Record<string, string>>>): string {
  const checkout = mkdtempSync(join(folder, 'checkout-'));
  const all = Object.assign({}, SEEDED_REPOSITORIES[repository], ...changes) as Record<string, string>;
  for (const [path, content] of Object.entries(all)) {
    mkdirSync(join(checkout, dirname(path)), { recursive: true });
    writeFileSync(join(checkout, path), content);
  }
  return checkout;
}

const REPOSITORIES = [
  [/^OPS-/, 'acme/infrastructure'],
  [/^DATA-/, 'acme/reports'],
  [/^ENG-9$/, 'acme/mobile'],
] as const;
const repositoryOf = (key: string) => REPOSITORIES.find(([of]) => of.test(key))?.[1] ?? 'acme/backend';

/** What a follow-up writes in a checkout that has these files. */
function writtenIn(
  checkout: Readonly<Record<string, string>>,
  ticketKey: string,
  prompt: string,
): Record<string, string> {
  const agent = storiedAgent(storyOf({ key: ticketKey, title: `Work on ${ticketKey}` }));
  const conversation = { ...aConversation(ticketKey, 'implementation', ImplementationAnswer, 0), prompt };
  const calls = ((agent(conversation) as ModelTurn).calls ?? []).map(({ tool, input }) => {
    const text = checkout[String(input['file_path']).replace('/folder/', '')];
    const result = (text ?? '').split('\n').map((line, at) => `${at + 1}\t${line}`);
    return { tool, input, result: result.join('\n'), isError: text === undefined };
  });
  const written = (agent({ ...conversation, turns: 1, calls }) as ModelTurn).calls ?? [];
  return Object.fromEntries(
    written.map(({ input }) => [String(input['file_path']).replace('/folder/', ''), String(input['content'])]),
  );
}

test.each(['ENG-1', 'ENG-999'])('each time that people ask for more about %s, something is changed', (key) => {
  let checkout: Record<string, string> = {};
  for (let time = 0; time < 5; time += 1) {
    const written = writtenIn(checkout, key, 'What a person asks for:\nadd a test');
    expect(written).not.toEqual({});
    for (const [path, text] of Object.entries(written)) expect(text).not.toBe(checkout[path]);
    checkout = { ...checkout, ...written };
  }
  expect(writtenIn(checkout, key, '')).toEqual({});
});

test.each(TICKETS)('the code of $key passes its tests, in both versions', (ticket) => {
  const { files, later } = storyOf(ticket);
  for (const changes of [[files], [files, later?.files ?? {}]]) {
    const checkout = aCheckout(repositoryOf(ticket.key), ...changes);
    const scripts = readdirSync(checkout, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.sh'));
    const tested =
      repositoryOf(ticket.key) === 'acme/infrastructure'
        ? spawnSync('bash', ['-n', ...scripts], { cwd: checkout, encoding: 'utf8' })
        : spawnSync(process.execPath, ['--test'], { cwd: checkout, encoding: 'utf8' });
    expect(tested).toMatchObject({ status: 0 });
  }
});
