import type { LaptopRun } from '../../local/world/laptop-run.ts';
import { moveToNext, quietMoment } from '../../local/world/until-settled.ts';
import { type OneTeam, withOneTeam } from './one-team.ts';

/** What one ticket costs from its mark to `Ready for Review`: writes of all functions, and requests to each vendor. */
export interface StoryFigures {
  writes: number;
  linear: number;
  jira: number;
  github: number;
}

const KEY = 'ENG-1';
/** Nothing else is due meanwhile: one poll finds the ticket, and its runs are over within a minute. */
const POLL_INTERVAL_MS = 24 * 3_600_000;

/** Plays one planned ticket on Linear in calm weather, its plan approved by the mapping's setting, found by a poll as the first version did. Tokens of GitHub count too. */
export function measureStory(outDir: string): Promise<StoryFigures> {
  return withOneTeam(
    { outDir, titles: ['Add user export'], pollIntervalMs: POLL_INTERVAL_MS, hasTrackerWebhooks: false },
    played,
  );
}

async function played(run: OneTeam): Promise<StoryFigures> {
  const { linear } = run;
  const before = countsOf(run);
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
