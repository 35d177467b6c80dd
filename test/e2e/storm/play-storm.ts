import { type EndpointWatch, endpointWatch } from '../../../local/stack/endpoint-watch.ts';
import { TRIGGER_LABEL } from '../../../simulators/linear/seed.ts';
import { seededRandom } from '../../simulation/random.ts';
import { type DeadLetter, readDeadLetters } from './dead-letters.ts';
import { type KillPlan, killPlan } from './kill-plan.ts';
import { killRates } from './kill-rates.ts';
import { type RunWatch, runWatch } from './run-watch.ts';
import { slowDown } from './slow-github.ts';
import { planStorm, type StormPlan } from './storm-plan.ts';
import type { StormSize } from './storm-size.ts';
import { type StormSystem, startStormSystem } from './storm-system.ts';

/** A storm that is over, with all that was seen of it. */
export interface PlayedStorm {
  system: StormSystem;
  plan: StormPlan;
  kills: KillPlan;
  slots: EndpointWatch;
  runs: RunWatch;
  lostAnswers: number;
  /** Tickets that a person had to mark again, since the faults met all their attempts. */
  markedAgain: string[];
  /** As they lay there before they were replayed. */
  deadLetters: DeadLetter[];
  replayed: number;
  /** Real milliseconds: of the storm itself, and of all. */
  took: { stormMs: number; totalMs: number };
}

const MINUTE_MS = 60_000;
/** Between two waves: longer than most runs take, so that slots are free again for the next. */
const WAVE_EVERY_MS = 3 * MINUTE_MS;
/** Within this time of the clock the queues must be empty after the last wave. */
const ABATE_MS = 6 * 60 * MINUTE_MS;
const MOST_POLLS = 180;
/** A run that is to be ordered twice may be cut off before its second order. */
const SURE_TRIES = 3;

/** Plays the storm of a seed, lets it abate, polls until every ticket is ready for review, and replays the dead letters. */
export async function playStorm(size: StormSize, seed: number): Promise<PlayedStorm> {
  const beganAt = performance.now();
  const random = seededRandom(seed);
  const plan = planStorm(size, random, Date.now());
  const kills = killPlan({ random, rateOf: killRates(size), poisonousRunId: plan.poisonous.runId });
  const slots = endpointWatch();
  const runs = runWatch();
  const system = await startStormSystem({
    size,
    plan,
    onRequest: kills.onRequest,
    onEffect(request, answer) {
      slots.onEffect(request, answer);
      runs.onEffect(request, answer);
    },
  });
  const github = slowDown(system.github, random, SURE_TRIES * size.leastDoubles);
  for (const wave of plan.waves) {
    await system.offer(wave);
    await system.pass(WAVE_EVERY_MS);
  }
  await system.until(() => system.laptop.isIdle(), ABATE_MS);
  const stormMs = performance.now() - beganAt;
  const markedAgain = await settle(system, plan);
  github.stop();
  const deadLetters = await readDeadLetters(system, kills.killsOf);
  const replayed = await replay(system);
  await settle(system, plan);
  const took = { stormMs, totalMs: performance.now() - beganAt };
  return {
    system,
    plan,
    kills,
    slots,
    runs,
    lostAnswers: github.lostAnswers(),
    markedAgain,
    deadLetters,
    replayed,
    took,
  };
}

/**
 * Polls once a minute, as deployed, until every ticket is ready for review and nothing is under way; gives up after hours. A
 * ticket whose three attempts were all lost is marked again, as a person would. Answers the keys of those.
 */
async function settle(system: StormSystem, { ticketKeys }: StormPlan): Promise<string[]> {
  const keys = Object.values(ticketKeys).flat();
  const marked: string[] = [];
  const isReady = (key: string) => system.linear.labelsOf(key).includes('Ready for Review');
  for (let polls = 0; polls < MOST_POLLS; polls += 1) {
    await system.laptop.invoke('poll-tickets', {});
    await system.pass(MINUTE_MS);
    if (keys.every(isReady) && system.laptop.isIdle()) break;
    for (const key of keys.filter((each) => !system.linear.labelsOf(each).includes(TRIGGER_LABEL))) {
      system.linear.mark(key);
      marked.push(key);
    }
  }
  return marked;
}

async function replay({ admin }: StormSystem): Promise<number> {
  let replayed = 0;
  for (const queue of ['candidates', 'lifecycle']) {
    const { body } = await admin.call('POST', `/api/dead-letters/${queue}/replay`);
    replayed += (body as { replayed: number }).replayed;
  }
  return replayed;
}
