import type { Artifacts } from '../../actions/artifacts.ts';
import type { Answers } from '../answers.ts';
import type { AppManifests } from '../app-manifests.ts';
import type { AppRegistration } from '../app-registration.ts';
import type { Actor, AppTokens } from '../app-tokens.ts';
import type { ArchiveStore } from '../archive-store.ts';
import type { Role } from '../code-state.ts';
import type { AskedOperation, Description } from '../description.ts';
import type { Json } from '../json-schema.ts';
import { GitHubProblem, notFound } from '../problem.ts';
import { fullName, type SimulatedRepository } from '../repositories.ts';
import type { RunIdentity } from '../run-identity.ts';
import type { SimulatedRuns } from '../simulated-runs.ts';
import type { Happening } from '../webhooks/happening.ts';
import type { HookConfig } from '../webhooks/hook.ts';
import type { GitHubState, Slowness } from '../workflow-runs.ts';

export interface OperationAnswer {
  status: number;
  body?: Json;
  /** Instead of a body: an answer that is no JSON, such as a diff. */
  text?: string | Uint8Array;
  headers?: Record<string, string>;
}

/** A request whose form was found right. */
export interface CheckedRequest {
  asked: AskedOperation;
  query: Record<string, string>;
  body: Json | undefined;
  authorization: string | undefined;
  /** The media type that is asked for, as in `application/vnd.github.diff`. */
  accept: string;
}

export interface World {
  clock: { now(): number };
  repositories: SimulatedRepository[];
  tokens: AppTokens;
  /** Our App as it is registered. */
  registration: AppRegistration;
  description: Description;
  answers: Answers;
  runs: SimulatedRuns;
  identityOf: RunIdentity;
  /** What jobs of a workflow run uploaded; undefined where none was executed. */
  artifactsOf(workflowRunId: number): Artifacts | undefined;
  archives: ArchiveStore;
  slow: Slowness;
  state(): GitHubState;
  /** What somebody may do in the repositories; bots are no collaborators. */
  roleOf(login: string): Role;
  /** Base addresses of the API and of the pages for people, without a trailing slash. */
  urls: { api: () => string; web: string };
  /** Has the App's webhook told once more; false where that delivery is not kept. */
  redeliver(deliveryId: string): boolean;
  hookConfig: HookConfig;
  manifests: AppManifests;
  /** Tells the App's webhook what happened. */
  tell(happening: Happening): void;
}

export type Handler = (world: World, request: CheckedRequest) => OperationAnswer | Promise<OperationAnswer>;

/** A permission of a token. */
type Needed = readonly [name: string, level: 'read' | 'write'];

export const READ_CONTENTS: Needed = ['contents', 'read'];
export const WRITE_CONTENTS: Needed = ['contents', 'write'];
export const READ_PULLS: Needed = ['pull_requests', 'read'];
export const WRITE_PULLS: Needed = ['pull_requests', 'write'];

export function repositoryOf(world: World, { asked }: CheckedRequest): SimulatedRepository | undefined {
  const name = `${asked.parameters['owner']}/${asked.parameters['repo']}`.toLowerCase();
  return world.repositories.find((repository) => fullName(repository).toLowerCase() === name);
}

/** The repository of a request, for a token that has this permission there; throws what GitHub answers else. */
export function permitted(world: World, request: CheckedRequest, needed: Needed): SimulatedRepository {
  return acting(world, request, needed).repository;
}

/** As `permitted`, with who acts. */
export function acting(
  world: World,
  request: CheckedRequest,
  [name, level]: Needed,
): { repository: SimulatedRepository; actor: Actor } {
  const repository = repositoryOf(world, request);
  const actor = world.tokens.requirePermission(request.authorization, repository, { name, level });
  if (repository === undefined) throw notFound();
  return { repository, actor };
}

/** The bare repository; throws what GitHub answers for a repository without code. */
export function gitDirOf(repository: SimulatedRepository): string {
  if (repository.gitDir === undefined) throw new GitHubProblem(409, 'Git Repository is empty.');
  return repository.gitDir;
}

/** The API's address of a repository. */
export function repositoryUrl(world: World, repository: SimulatedRepository): string {
  return `${world.urls.api()}/repos/${fullName(repository)}`;
}

/** One entry of the errors of a 422, in GitHub's form. */
export function invalid(resource: string, error: { field?: string; code: string; message?: string }): GitHubProblem {
  return new GitHubProblem(422, 'Validation Failed', {}, [{ resource, ...error }]);
}

/** A path as part of an address: its slashes stay. */
export function encodedPath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
