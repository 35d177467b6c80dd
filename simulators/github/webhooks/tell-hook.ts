import type { World } from '../operations/world.ts';
import { fullName, type SimulatedRepository } from '../repositories.ts';
import type { Happening } from './happening.ts';
import type { Told } from './hook-state.ts';
import { installationPayload, type OfInstallation } from './installation-payload.ts';
import { type InRepository, payloadOf } from './payloads.ts';

/** The permission without which the App hears nothing of an event. */
const PERMISSIONS: Record<InRepository['event'], string> = {
  issue_comment: 'issues',
  pull_request_review_comment: 'pull_requests',
  pull_request_review: 'pull_requests',
  pull_request_review_thread: 'pull_requests',
  pull_request: 'pull_requests',
  check_suite: 'checks',
  workflow_run: 'actions',
  repository: 'metadata',
};

/**
 * Tells the App's webhook what happened: of its installations always, else where the App is installed and not suspended, and the owner
 * accepted the event and what it asks for.
 */
export function tellHook(world: World, hook: { tell(told: Told): void }, happening: Happening): void {
  const { event, action } = happening;
  if (isOfInstallation(happening)) {
    hook.tell({ event, repository: null, payload: { ...installationPayload(world, happening), action } });
    return;
  }
  const repository = placeOf(world, happening);
  if (repository === undefined || repository.isInstalled === false || repository.isSuspended === true) return;
  const { permissions, events } = world.registration.acceptedFor(repository);
  if (permissions[PERMISSIONS[happening.event]] === undefined || !events.includes(event)) return;
  const payload = { ...payloadOf(world, repository, happening), action };
  hook.tell({ event, repository: fullName(repository), payload });
}

function isOfInstallation(happening: Happening): happening is OfInstallation {
  return happening.event === 'installation' || happening.event === 'installation_repositories';
}

function placeOf({ repositories }: World, happening: InRepository): SimulatedRepository | undefined {
  if (happening.event === 'repository') return happening.repository;
  const name = nameIn(happening);
  return repositories.find((one) => fullName(one) === name);
}

function nameIn(happening: Exclude<InRepository, { event: 'repository' }>): string {
  if (happening.event === 'workflow_run') return happening.run.repository;
  return happening.event === 'check_suite' ? happening.suite.repository : happening.pull.repository;
}
