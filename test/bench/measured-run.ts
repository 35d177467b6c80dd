import { type Home, temporaryHome } from '../../local/world/home/home.ts';
import { LaptopSettings } from '../../local/world/home/settings.ts';
import {
  type LaptopRun,
  type LaptopStackOptions,
  type LaptopWorldOptions,
  startLaptopRun,
} from '../../local/world/laptop-run.ts';
import { quietMoment } from '../../local/world/until-settled.ts';
import type { JiraState } from '../../simulators/jira/state.ts';
import type { LinearState } from '../../simulators/linear/state.ts';

export type MeasuredRunOptions = Pick<LaptopStackOptions, 'outDir' | 'onEffect'> &
  Pick<LaptopWorldOptions, 'runTimes' | 'hasTrackerWebhooks'> & {
    /** What stands there, as if an earlier run had left it; without one it is the seeded workspace. */
    linear?: LinearState;
    /** Without one there is no Jira. */
    jira?: JiraState;
    pollIntervalMs: number;
  };

/** A laptop run in a home of its own that waits for nothing when it is measured, and is gone afterwards. */
export async function withMeasuredRun<Figures>(
  { outDir, onEffect, linear, jira, pollIntervalMs, ...world }: MeasuredRunOptions,
  measure: (run: LaptopRun, home: Home) => Promise<Figures>,
): Promise<Figures> {
  const home = temporaryHome();
  if (linear !== undefined || jira !== undefined)
    home.writeKept({ clockOffsetMs: 0, ...(linear && { linear }), ...(jira && { jira }) });
  const run = await startLaptopRun(
    { outDir, port: 0, isKept: false, ...(onEffect && { onEffect }) },
    {
      home,
      settings: { ...LaptopSettings.parse({}), POLL_INTERVAL_MS: pollIntervalMs },
      services: { linear: 'simulated', github: 'simulated', ...(jira && { jira: 'simulated' }) },
      runs: 'scripted',
      ...world,
    },
  );
  try {
    await quietMoment(run);
    return await measure(run, home);
  } finally {
    await run.stop();
    home.clear();
  }
}
