import type { OnRequest } from '../../../local/stack/aws/aws-endpoint.ts';
import { SECOND_MS } from '../../../shared/domain/time.ts';
import type { PullName } from '../../../simulators/github/people.ts';
import type { Hook } from '../../../simulators/github/webhooks/hook.ts';
import type { Random } from '../../simulation/random.ts';
import type { QuietSystem } from '../quiet-system.ts';

/** What somebody said on a pull request, and whether it asks for something still. */
export interface Said {
  pull: number;
  id: number;
  body: string;
  isInline: boolean;
  isWriter: boolean;
  isGone: boolean;
}

const WRITERS = ['ada', 'bob', 'cleo'];
const STRANGERS = ['mallory', 'eve'];
/** Of the consumers that die: each dies ahead of about one request in so many, or after it. */
const KILL_GAP = 60;
const MORTAL = ['github-webhook', 'advance-run', 'dispatch-run'];

/** Consumers that die ahead of a request, or after its effect, so often in all. */
export function mortalConsumers(
  random: Random,
  most: number,
): { onRequest: OnRequest; start(): void; kills(): number } {
  let [kills, isOn] = [0, false];
  return {
    start() {
      isOn = true;
    },
    kills: () => kills,
    onRequest({ principal, operation }) {
      const isMortal = isOn && kills < most && MORTAL.includes(principal) && operation !== 'GetParameters';
      if (!isMortal || !random.chance(1 / KILL_GAP)) return undefined;
      kills += 1;
      return random.chance(0.5) ? 'kill_before_effect' : 'kill_after_effect';
    },
  };
}

/** Of each delivery: never sent, sent more than once, late by minutes, or after the next. */
function weather(hook: Hook, random: Random): void {
  hook.clearFaults();
  const kind = random.weighted({ dropped: 20, duplicate: 30, delayed: 20, reordered: 10, fair: 20 });
  if (kind === 'fair') return;
  hook.addFault({ kind, ...(kind === 'delayed' && { delayMs: random.below(180) * SECOND_MS }) });
}

interface Storm {
  system: QuietSystem;
  random: Random;
  pulls: readonly StormyPull[];
}

/** A pull request, with a file of its diff. */
export interface StormyPull extends PullName {
  path: string;
}

/** People say so many things on these pull requests within minutes, and change, delete and resolve some of them. */
export async function sayMany({ system, random, pulls }: Storm, acts: number): Promise<Said[]> {
  const { people, hook } = system.github;
  for (const login of STRANGERS) people.setRole(login, 'none');
  const all: Said[] = [];
  const say = async (pull: StormyPull, n: number) => {
    const isWriter = random.chance(0.8);
    const login = random.pick(isWriter ? WRITERS : STRANGERS) ?? '';
    const body = `Please handle case ${n}.`;
    const isInline = random.chance(0.5);
    const id = isInline
      ? await people.commentOnLine(pull, { path: pull.path, line: 1 }, body, login)
      : await people.comment(pull, body, login);
    all.push({ pull: pull.number, id, body, isInline, isWriter, isGone: false });
  };
  const takeBack = async (said: Said) => {
    const pull = pulls.find(({ number }) => number === said.pull);
    if (pull === undefined) return;
    if (said.isInline && random.chance(0.5)) await people.resolve(pull, said.id);
    else await people.deleteComment(pull, said.id);
    said.isGone = true;
  };
  for (let act = 0; act < acts; act += 1) {
    weather(hook, random);
    const standing = all.filter(({ isGone, isWriter }) => !isGone && isWriter);
    const [pull, old] = [random.pick(pulls), random.pick(standing)];
    if (old !== undefined && random.chance(0.1)) await takeBack(old);
    else if (pull !== undefined) await say(pull, act);
    if (act % 10 === 9) await system.pass(2 * SECOND_MS);
  }
  hook.clearFaults();
  return all;
}
