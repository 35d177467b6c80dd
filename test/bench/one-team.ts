import type { Home } from '../../local/world/home/home.ts';
import type { LaptopRun } from '../../local/world/laptop-run.ts';
import { quietMoment } from '../../local/world/until-settled.ts';
import { stateFromSeed, TRIGGER_LABEL } from '../../simulators/linear/seed.ts';
import type { LinearSimulator } from '../../simulators/linear/simulator.ts';
import { SEEDED_MAPPINGS } from '../../simulators/seed/seed.ts';
import { seedMappings } from '../../simulators/seed/seed-mappings.ts';
import { type MeasuredRunOptions, withMeasuredRun } from './measured-run.ts';

interface OneTeamOptions
  extends Pick<MeasuredRunOptions, 'outDir' | 'onEffect' | 'pollIntervalMs' | 'hasTrackerWebhooks'> {
  /** Titles of its tickets. */
  titles: readonly string[];
  /** Fields of its mapping, beside that plans are made and approved by themselves. */
  mapping?: object;
}

export type OneTeam = LaptopRun & { linear: LinearSimulator };

const QUICK_RUNS = { startDelayMs: 1000, stepMs: 1000 };

/** Plays a team on Linear whose runs are over within a minute, as long as it is measured. */
export function withOneTeam<Figures>(
  { titles, mapping = {}, ...options }: OneTeamOptions,
  measure: (team: OneTeam, home: Home) => Promise<Figures>,
): Promise<Figures> {
  const team = { key: 'ENG', name: 'Engineering', issues: titles.map((title) => ({ title })) };
  const workspace = stateFromSeed({ labels: [TRIGGER_LABEL], teams: [team] }, Date.now());
  return withMeasuredRun({ ...options, linear: workspace, runTimes: QUICK_RUNS }, async (run, home) => {
    const { linear } = run.vendors;
    if (linear === undefined) throw new Error('Linear must be simulated');
    const backend = SEEDED_MAPPINGS.find(({ name }) => name === 'Backend');
    const planned = { ...backend, planningEnabled: true, autoApprovePlans: true, ...mapping };
    await seedMappings(run.laptop.url, run.secrets.accessCode, [planned]);
    await quietMoment(run);
    return measure({ ...run, linear }, home);
  });
}
