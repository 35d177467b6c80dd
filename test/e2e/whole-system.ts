import { inject } from 'vitest';
import { temporaryHome } from '../../local/world/home/home.ts';
import { LaptopSettings } from '../../local/world/home/settings.ts';
import {
  type LaptopRun,
  type LaptopStackOptions,
  type LaptopWorldOptions,
  startLaptopRun,
} from '../../local/world/laptop-run.ts';
import { moveToNext, quietMoment } from '../../local/world/until-settled.ts';
import { standIn } from '../../local/world/vendors/claude-code.ts';
import type { GitHubSimulator } from '../../simulators/github/github-simulator.ts';
import type { LinearSimulator } from '../../simulators/linear/simulator.ts';

/** The whole system in virtual time, as tests drive it. */
export interface WholeSystem extends LaptopRun {
  linear: LinearSimulator;
  github: GitHubSimulator;
  /** Lets things happen, moving time on whenever nothing goes on, until the condition holds; throws after `limitMs` of its clock. */
  until(isTrue: () => boolean | Promise<boolean>, limitMs?: number): Promise<void>;
  /** Lets this much time pass on its clock. */
  pass(ms: number): Promise<void>;
}

const DAY_MS = 24 * 3_600_000;

/**
 * Starts the synthesized stack with simulators on state of its own; a poll comes once a minute, as deployed. Runs are scripted
 * unless a test is about what runs do, and trackers send no webhooks unless it is about them: what polls find is found by them.
 */
export async function startWholeSystem({
  outDir = inject('outDir'),
  port = 0,
  isKept = false,
  onRequest,
  onEffect,
  mutateTemplate,
  pollIntervalMs = 60_000,
  ...world
}: Partial<LaptopStackOptions & LaptopWorldOptions> & { pollIntervalMs?: number } = {}): Promise<WholeSystem> {
  const home = temporaryHome();
  const hooks = { ...(onRequest && { onRequest }), ...(onEffect && { onEffect }) };
  const stack = { outDir, port, isKept, isCold: true, ...hooks, ...(mutateTemplate && { mutateTemplate }) };
  const run = await startLaptopRun(stack, {
    home,
    settings: { ...LaptopSettings.parse({}), POLL_INTERVAL_MS: pollIntervalMs },
    services: { linear: 'simulated', github: 'simulated' },
    runs: 'scripted',
    // Whatever Claude Code this machine has, the tests are the same.
    claude: standIn(),
    hasTrackerWebhooks: false,
    ...world,
  });
  const { linear, github } = run.vendors;
  if (linear === undefined || github === undefined) throw new Error('both vendors must be simulated');
  const until: WholeSystem['until'] = async (isTrue, limitMs = DAY_MS) => {
    const endsAt = run.clock.now() + limitMs;
    for (await quietMoment(run); !(await isTrue()); await quietMoment(run)) {
      if (run.clock.now() >= endsAt) throw new Error(`not within ${limitMs} ms: ${isTrue}`);
      moveToNext(run, endsAt);
    }
  };
  return {
    ...run,
    linear,
    github,
    until,
    async pass(ms) {
      const endsAt = run.clock.now() + ms;
      await until(() => run.clock.now() >= endsAt, ms);
    },
    async stop() {
      await run.stop();
      home.clear();
    },
  };
}
