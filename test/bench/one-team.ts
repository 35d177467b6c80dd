import { type Home, temporaryHome } from '../../local/world/home/home.ts';
import { LaptopSettings } from '../../local/world/home/settings.ts';
import { type LaptopRun, type LaptopStackOptions, startLaptopRun } from '../../local/world/laptop-run.ts';
import { quietMoment } from '../../local/world/until-settled.ts';
import { stateFromSeed, TRIGGER_LABEL } from '../../simulators/linear/seed.ts';
import type { LinearSimulator } from '../../simulators/linear/simulator.ts';
import { SEEDED_MAPPINGS } from '../../simulators/seed/seed.ts';
import { seedMappings } from '../../simulators/seed/seed-mappings.ts';

interface OneTeamOptions extends Pick<LaptopStackOptions, 'outDir' | 'onEffect'> {
  /** Titles of its tickets. */
  titles: readonly string[];
  pollIntervalMs: number;
  /** Fields of its mapping, beside that plans are made and approved by themselves. */
  mapping?: object;
}

export type OneTeam = LaptopRun & { linear: LinearSimulator };

const QUICK_RUNS = { startDelayMs: 1000, stepMs: 1000 };

/** Plays a team on Linear whose runs are over within a minute, as long as it is measured. */
export async function withOneTeam<Figures>(
  { outDir, onEffect, titles, pollIntervalMs, mapping = {} }: OneTeamOptions,
  measure: (team: OneTeam, home: Home) => Promise<Figures>,
): Promise<Figures> {
  const home = temporaryHome();
  const team = { key: 'ENG', name: 'Engineering', issues: titles.map((title) => ({ title })) };
  // As if an earlier run had left it: the workspace is not the seeded one.
  home.writeKept({ clockOffsetMs: 0, linear: stateFromSeed({ labels: [TRIGGER_LABEL], teams: [team] }, Date.now()) });
  const run = await startLaptopRun(
    { outDir, port: 0, isKept: false, ...(onEffect && { onEffect }) },
    {
      home,
      settings: { ...LaptopSettings.parse({}), POLL_INTERVAL_MS: pollIntervalMs },
      services: { linear: 'simulated', github: 'simulated' },
      runs: 'scripted',
      runTimes: QUICK_RUNS,
    },
  );
  try {
    const { linear } = run.vendors;
    if (linear === undefined) throw new Error('Linear must be simulated');
    const backend = SEEDED_MAPPINGS.find(({ name }) => name === 'Backend');
    const planned = { ...backend, planningEnabled: true, autoApprovePlans: true, ...mapping };
    await seedMappings(run.laptop.url, run.secrets.accessCode, [planned]);
    await quietMoment(run);
    return await measure({ ...run, linear }, home);
  } finally {
    await run.stop();
    home.clear();
  }
}
