import { isDeepStrictEqual } from 'node:util';
import type { WantedAnswer } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import type { Fakes } from '../fakes.ts';
import type { Sabotage } from '../sabotage.ts';

/** One rule of review rounds taken out, and what must come to light without it. */
export const REVIEW_SABOTAGES: readonly Sabotage[] = [
  { without: 'what a run answered', sabotage: withoutAnswers, finds: /has answered/ },
  { without: 'a look at the pull request', sabotage: withoutState, finds: /which was merged|and its record/ },
  { without: 'timers', sabotage: withoutTimers, finds: /stays open without a reason|nobody heard|for ever|never ends/ },
  { without: 'the note of what was read', sabotage: withoutReads, finds: /is read \d+ times/ },
  {
    without: 'the question who may write',
    sabotage: withoutRights,
    finds: /what a stranger said|says what they did not/,
  },
  { without: 'the name of who changed a text', sabotage: withoutEditors, finds: /what they did not|in their own name/ },
  {
    ...{ without: 'the count of a day', sabotage: withoutCount, isLong: true },
    finds: /follow-ups by themselves within a day/,
  },
  { without: 'what was said', sabotage: withoutSaid, finds: /was said \d+ times/ },
];

function withoutAnswers({ pullRequests }: Fakes): Partial<Fakes> {
  const writeFinding: Fakes['pullRequests']['writeFinding'] = ({ answeredBy: _, ...finding }) =>
    pullRequests.writeFinding({ ...finding, state: 'open', reason: undefined, tries: 0 });
  return { pullRequests: { ...pullRequests, writeFinding } };
}

function withoutState({ host }: Fakes): Partial<Fakes> {
  const read: Fakes['host']['read'] = async (pull) => {
    const view = await host.read(pull);
    return view && { ...view, state: 'open' };
  };
  return { host: { ...host, read } };
}

function withoutTimers({ timers }: Fakes): Partial<Fakes> {
  return { timers: { ...timers, set: async () => undefined } };
}

function withoutReads({ pullRequests }: Fakes): Partial<Fakes> {
  const write: Fakes['pullRequests']['write'] = (record) => pullRequests.write({ ...record, readsAt: undefined });
  return { pullRequests: { ...pullRequests, write } };
}

function withoutRights({ host }: Fakes): Partial<Fakes> {
  return { host: { ...host, mayWrite: async () => true } };
}

function withoutEditors({ host }: Fakes): Partial<Fakes> {
  const feedback: Fakes['host']['feedback'] = async (pull) => {
    const seen = await host.feedback(pull);
    return seen && { ...seen, remarks: seen.remarks.map(({ edited: _, ...remark }) => remark) };
  };
  return { host: { ...host, feedback } };
}

function withoutCount({ pullRequests }: Fakes): Partial<Fakes> {
  const write: Fakes['pullRequests']['write'] = (record) => pullRequests.write({ ...record, automaticAt: undefined });
  return { pullRequests: { ...pullRequests, write } };
}

/** The note that something was said is lost once, and nobody looks whether it stands there. */
function withoutSaid({ pullRequests, host }: Fakes): Partial<Fakes> {
  const lost = new Set<string>();
  const isLost = (answer: WantedAnswer) => answer.what === 'say' && !lost.has(answer.answerId);
  const write: Fakes['pullRequests']['write'] = async (record) => {
    const { wanted = [] } = (await pullRequests.read(record)) ?? {};
    const gone = wanted.filter((one) => isLost(one) && !record.wanted.some((other) => isDeepStrictEqual(one, other)));
    for (const one of gone) if (one.what === 'say') lost.add(one.answerId);
    return pullRequests.write({ ...record, wanted: [...gone, ...record.wanted] });
  };
  const say: Fakes['host']['say'] = async ({ owner, repo, number }, { answerId, body }) =>
    void host.said.push({ pull: `${owner}/${repo}#${number}`, answerId, body });
  return { pullRequests: { ...pullRequests, write }, host: { ...host, say } };
}
