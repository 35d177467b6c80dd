import type { FlyExecutorSettings } from '../../shared/adapters/fly/fly-executor.ts';
import { type LocalClock, startClock } from '../../simulators/clock.ts';
import { type FlySimulator, startFlySimulator } from '../../simulators/fly/fly-simulator.ts';

export const IMAGE = 'registry.fly.io/ai-implement-runs:1';

/** The simulated app; its machines never start. */
export async function aFlyApp(): Promise<{ clock: LocalClock; fly: FlySimulator; close(): Promise<void> }> {
  const clock = startClock();
  const fly = await startFlySimulator({ clock });
  return {
    clock,
    fly,
    async close() {
      await fly.stop();
      clock.stop();
    },
  };
}

export function flySettings(fly: FlySimulator, clock: Pick<LocalClock, 'now'>): FlyExecutorSettings {
  return {
    ...{ apiUrl: fly.url, app: fly.app, token: async () => fly.token, now: clock.now },
    ...{ stack: 'https://us.test', credentials: async () => 'ANTHROPIC_API_KEY=secret' },
    ...{ defaultImage: IMAGE, allowedImages: ['ghcr.io/acme/runner'] },
    ...{ webUrl: 'https://fly.test', regions: [] },
    ...{ githubApiUrl: 'https://api.github.test', githubServerUrl: 'https://github.test' },
  };
}
