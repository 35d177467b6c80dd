import { temporaryHome } from '../../local/world/home/home.ts';
import { LaptopSettings } from '../../local/world/home/settings.ts';
import { type LaptopRun, startLaptopRun } from '../../local/world/laptop-run.ts';
import { moveToNext, quietMoment } from '../../local/world/until-settled.ts';
import { stateFromSeed, TRIGGER_LABEL } from '../../simulators/linear/seed.ts';
import { SEEDED_MAPPINGS } from '../../simulators/seed/seed.ts';
import { seedMappings } from '../../simulators/seed/seed-mappings.ts';

/** What one ticket costs from its mark to `Ready for Review`: writes of all functions, and requests to each vendor. */
export interface StoryFigures {
  writes: number;
  linear: number;
  jira: number;
  github: number;
}

const TEAM = 'ENG';
const KEY = `${TEAM}-1`;
/** Nothing else is due meanwhile: one poll finds the ticket, and its runs are over within a minute. */
const POLL_INTERVAL_MS = 24 * 3_600_000;
const QUICK_RUNS = { startDelayMs: 1000, stepMs: 1000 };

/** Plays one planned ticket on Linear in calm weather, its plan approved by the mapping's setting. Tokens of GitHub count too. */
export async function measureStory(outDir: string): Promise<StoryFigures> {
  const home = temporaryHome();
  const team = { key: TEAM, name: 'Engineering', issues: [{ title: 'Add user export' }] };
  home.writeKept({ clockOffsetMs: 0, linear: stateFromSeed({ labels: [TRIGGER_LABEL], teams: [team] }, Date.now()) });
  const run = await startLaptopRun(
    { outDir, port: 0, isKept: false },
    {
      home,
      settings: { ...LaptopSettings.parse({}), POLL_INTERVAL_MS },
      services: { linear: 'simulated', github: 'simulated' },
      runs: 'scripted',
      runTimes: QUICK_RUNS,
    },
  );
  try {
    return await played(run);
  } finally {
    await run.stop();
    home.clear();
  }
}

async function played(run: LaptopRun): Promise<StoryFigures> {
  const mapping = SEEDED_MAPPINGS.find(({ name }) => name === 'Backend');
  const planned = { ...mapping, planningEnabled: true, autoApprovePlans: true };
  await seedMappings(run.laptop.url, run.secrets.accessCode, [planned]);
  await quietMoment(run);
  const before = countsOf(run);
  const { linear } = run.vendors;
  if (linear === undefined) throw new Error('Linear must be simulated');
  linear.mark(KEY);
  await run.laptop.invoke('poll-tickets', {});
  for (await quietMoment(run); !linear.labelsOf(KEY).includes('Ready for Review'); await quietMoment(run))
    moveToNext(run);
  const after = countsOf(run);
  const since = (name: keyof StoryFigures) => after[name] - before[name];
  return { writes: since('writes'), linear: since('linear'), jira: since('jira'), github: since('github') };
}

function countsOf({ laptop, vendors: { linear, jira, github } }: LaptopRun): StoryFigures {
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, one) => total + one, 0);
  return {
    writes: laptop.counters.writes(),
    linear: linear?.counts().total ?? 0,
    jira: jira?.counts().total ?? 0,
    github: sum(github?.counts().requests ?? {}),
  };
}
