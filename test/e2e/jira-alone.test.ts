import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { temporaryHome } from '../../local/world/home/home.ts';
import { LaptopSettings } from '../../local/world/home/settings.ts';
import { type LaptopRun, startLaptopRun } from '../../local/world/laptop-run.ts';
import { moveToNext, quietMoment } from '../../local/world/until-settled.ts';
import { HOUR_MS } from '../../shared/domain/time.ts';
import { signedIn } from './admin-client.ts';

// A deployment whose tickets are all on Jira: there is no Linear, and nothing asks for one.

const home = temporaryHome();
let run: LaptopRun;
beforeAll(async () => {
  run = await startLaptopRun(
    { outDir: inject('outDir'), port: 0, isKept: false },
    {
      home,
      runs: 'scripted',
      settings: { ...LaptopSettings.parse({}), POLL_INTERVAL_MS: 60_000 },
      services: { jira: 'simulated', github: 'simulated' },
    },
  );
});
afterAll(async () => {
  await run?.stop();
  home.clear();
});

test('tickets of Jira go their way, and mappings on Linear are neither offered nor taken', async () => {
  const limitAt = run.clock.now() + HOUR_MS;
  for (await quietMoment(run); run.vendors.jira?.markerOf('PROJ-1') !== 'PR Ready'; await quietMoment(run)) {
    if (run.clock.now() >= limitAt) throw new Error('PROJ-1 did not become PR Ready within an hour');
    moveToNext(run, limitAt);
  }
  const admin = await signedIn(run.laptop.url, run.secrets.accessCode);

  expect((await admin.call('GET', '/api/mappings')).body).toMatchObject({ trackers: ['jira'] });
  const linear = { name: 'Backend', teamKey: 'ENG', owner: 'acme', repo: 'backend' };
  expect((await admin.call('POST', '/api/mappings', linear)).body).toMatchObject({ code: 'tracker_missing' });
  // A tracker that cannot be asked for a reason of our own would be thrown here.
  await run.laptop.invoke('poll-tickets', {});
});
