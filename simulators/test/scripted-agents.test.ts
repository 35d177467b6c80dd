import { expect, test } from 'vitest';
import * as z from 'zod';
import { goodAgent, idleAgent, neverApprovedAgent, twoRoundsAgent } from '../anthropic/agents/agents.ts';
import { GAP } from '../anthropic/agents/change.ts';
import type { Conversation } from '../anthropic/conversation.ts';
import type { ModelTurn, ScriptedAgent } from '../anthropic/model-turn.ts';

const Review = z.strictObject({ isApproved: z.boolean(), findings: z.array(z.string()) });
const GapAnalysis = z.strictObject({
  implemented: z.array(z.string()),
  gaps: z.array(z.string()),
  manualSteps: z.array(z.string()),
  isReady: z.boolean(),
});
const Addressed = z.strictObject({
  summary: z.string().max(100),
  addressed: z.array(z.strictObject({ fingerprint: z.string(), reply: z.string() })),
});

function aConversation(pass: string, form: z.ZodType | undefined, overrides: Partial<Conversation> = {}): Conversation {
  return {
    model: 'claude-sonnet-4-6',
    prompt: '',
    briefing: '',
    pass,
    runId: '01K',
    ticketKey: 'ENG-1',
    unit: undefined,
    folder: '/folder',
    tools: ['Read', 'Write', 'Edit', 'Bash'],
    agents: [],
    answerSchema: form === undefined ? undefined : z.toJSONSchema(form),
    turns: 0,
    calls: [],
    results: [],
    ...overrides,
  };
}

/** The change as `Read` shows it, in its nth revision. */
function revision(n: number): Partial<Conversation> {
  const result = `1\t// ENG-1, revision ${n}\n2\texport function greeting(name) {`;
  return { turns: 1, calls: [{ tool: 'Read', input: { file_path: '/folder/src/eng-1.mjs' }, result, isError: false }] };
}

const turnOf = (agent: ScriptedAgent, conversation: Conversation) => agent(conversation) as ModelTurn;

test.each([
  ['the good one', goodAgent, [true, true]],
  ['one of two rounds', twoRoundsAgent, [false, true]],
  ['one never content', neverApprovedAgent, [false, false]],
])('the reviews of %s', (_who, agent, verdicts) => {
  const answers = [1, 2].map((n) => turnOf(agent, aConversation('review', Review, revision(n))).answer);

  expect(answers.map((answer) => Review.parse(answer).isApproved)).toEqual(verdicts);
  expect(answers.map((answer) => Review.parse(answer).findings.length)).toEqual(verdicts.map((is) => (is ? 0 : 1)));
});

test('the gap analysis names one gap until the diff closes it', () => {
  const open = turnOf(goodAgent, aConversation('gap-analysis', GapAnalysis)).answer;
  const closed = turnOf(
    goodAgent,
    aConversation('gap-analysis', GapAnalysis, { prompt: '+ // no input, no output' }),
  ).answer;

  expect(GapAnalysis.parse(open).gaps).toEqual([GAP]);
  expect(GapAnalysis.parse(closed).gaps).toEqual([]);
});

test('a follow-up closes the gap that it is given, and answers each finding', () => {
  const print = 'ab'.repeat(32);
  const prompt = `- ${GAP}\nFinding \`${print}\`:\nplease look`;
  const writing = turnOf(goodAgent, aConversation('implementation', Addressed, { ...revision(1), prompt }));
  const ending = turnOf(goodAgent, aConversation('implementation', Addressed, { ...revision(1), prompt, turns: 4 }));

  expect(writing.calls?.[0]?.input['content']).toMatch(/revision 2[\s\S]*no input, no output/);
  expect(Addressed.parse(ending.answer).addressed.map(({ fingerprint }) => fingerprint)).toEqual([print]);
});

test('the idle one writes nothing in any turn', () => {
  const turns = [0, 1, 2].map((n) => turnOf(idleAgent, aConversation('implementation', undefined, { turns: n })));

  expect(turns.flatMap(({ calls }) => calls ?? []).map(({ tool }) => tool)).toEqual(['Read']);
});
