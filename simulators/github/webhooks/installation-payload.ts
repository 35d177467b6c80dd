import type { JsonObject } from '../json-schema.ts';
import { userAnswer } from '../operations/people-answers.ts';
import type { World } from '../operations/world.ts';
import type { SimulatedRepository } from '../repositories.ts';
import { seconds } from '../seconds.ts';
import { examplePayload, over } from './example-payload.ts';
import type { Happening } from './happening.ts';

export type OfInstallation = Extract<Happening, { event: 'installation' | 'installation_repositories' }>;

/** Which of the published examples a payload is derived from; counted from 0. */
const EXAMPLES: Record<string, number> = {
  'installation created': 1,
  'installation deleted': 3,
  'installation new_permissions_accepted': 4,
  'installation suspend': 5,
  'installation unsuspend': 6,
  'installation_repositories added': 1,
  'installation_repositories removed': 2,
};

/** The body of the delivery that tells what became of an installation of the App. */
export function installationPayload(world: World, happening: OfInstallation): JsonObject {
  const { event, action, owner, by, repositories } = happening;
  const place = { fullName: `${owner}/any`, api: world.urls.api(), web: world.urls.web };
  const example = examplePayload(event, EXAMPLES[`${event} ${action}`] ?? -1, place);
  const known = { action, sender: userAnswer(world, by) };
  return {
    ...(over(example, known) as JsonObject),
    ...listed(world, happening, repositories),
    installation: installationPart(world, example['installation'] as JsonObject, happening),
  };
}

function listed(world: World, { event, action }: OfInstallation, repositories: SimulatedRepository[]): JsonObject {
  const rows = repositories.map((repository) => {
    const { id, name, full_name } = world.answers.repositoryFacts(repository) as Record<string, string | number>;
    return { id: id ?? 0, node_id: `R_${id}`, name: name ?? '', full_name: full_name ?? '', private: true };
  });
  if (event === 'installation') return action === 'created' || action === 'deleted' ? { repositories: rows } : {};
  const [added, removed] = action === 'added' ? [rows, []] : [[], rows];
  return { repositories_added: added, repositories_removed: removed, requester: null };
}

/** Newer servers give times as text, and say which App it is and whether it is suspended. */
function installationPart(world: World, example: JsonObject, happening: OfInstallation): JsonObject {
  const { action, owner, by, repositories } = happening;
  const { tokens, urls, registration } = world;
  const [first] = repositories;
  if (first === undefined) throw new Error(`an installation of ${owner} without a repository is told of`);
  const id = tokens.installationId(first);
  const now = seconds(world.clock.now());
  const isSuspended = action === 'suspend';
  const facts = {
    ...{ id, account: userAnswer(world, { login: owner }), target_id: tokens.accountId(owner), target_type: 'User' },
    app_id: Number(registration.identity().id),
    access_tokens_url: `${urls.api()}/app/installations/${id}/access_tokens`,
    repositories_url: `${urls.api()}/installation/repositories`,
    html_url: `${urls.web}/settings/installations/${id}`,
    repository_selection: 'selected',
  };
  return {
    ...(over(example, facts) as JsonObject),
    ...{ ...registration.acceptedFor(first), app_slug: tokens.appSlug(), created_at: now, updated_at: now },
    suspended_at: isSuspended ? now : null,
    suspended_by: isSuspended ? userAnswer(world, by) : null,
  };
}
