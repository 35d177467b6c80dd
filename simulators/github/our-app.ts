import type { LocalClock } from '../clock.ts';
import { appManifests } from './app-manifests.ts';
import { appRegistration } from './app-registration.ts';
import { appTokens } from './app-tokens.ts';
import type { Description } from './description.ts';
import type { SimulatedRepository } from './repositories.ts';
import type { HookConfig } from './webhooks/hook.ts';

interface OurAppSettings {
  clock: Pick<LocalClock, 'now'>;
  appId: string;
  appKey: string;
  appSlug?: string;
  repositories: SimulatedRepository[];
  description: Description;
  configureHook: HookConfig['set'];
  ids: () => Record<string, number>;
}

/** Our App with all that GitHub knows of it: the one that is given, until another is made of a manifest. */
export function ourApp(settings: OurAppSettings) {
  const { appId: id, appKey: key, appSlug: slug = 'ai-implement', repositories } = settings;
  const registration = appRegistration({ id, key, slug, owner: repositories[0]?.owner ?? 'acme' }, repositories);
  return {
    registration,
    tokens: appTokens({ ...settings, app: registration.identity() }),
    manifests: appManifests({ ...settings, registration }),
  };
}
