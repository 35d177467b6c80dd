import type { World } from '../operations/world.ts';
import { fullName } from '../repositories.ts';
import type { Happening, HookEvent } from './happening.ts';
import type { Told } from './hook.ts';
import { payloadOf } from './payloads.ts';

/** The permission without which the App hears nothing of an event. */
const PERMISSIONS: Record<HookEvent, string> = {
  issue_comment: 'issues',
  pull_request_review_comment: 'pull_requests',
  pull_request_review: 'pull_requests',
  pull_request_review_thread: 'pull_requests',
  pull_request: 'pull_requests',
  workflow_run: 'actions',
};

/** Tells the App's webhook what happened, where the App is installed, and its owner accepted the event and what it asks for. */
export function tellHook(world: World, hook: { tell(told: Told): void }, happening: Happening): void {
  const { event, action } = happening;
  const name = event === 'workflow_run' ? happening.run.repository : happening.pull.repository;
  const repository = world.repositories.find((one) => fullName(one) === name);
  if (repository === undefined || repository.isInstalled === false) return;
  const { permissions, events } = world.registration.acceptedFor(repository);
  if (permissions[PERMISSIONS[event]] === undefined || !events.includes(event)) return;
  hook.tell({ event, repository: name, payload: { ...payloadOf(world, repository, happening), action } });
}
