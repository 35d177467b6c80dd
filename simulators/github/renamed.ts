import type { World } from './operations/world.ts';
import { GitHubProblem } from './problem.ts';
import { fullName, type SimulatedRepository } from './repositories.ts';

/** The repository that had this name (`owner/name`) before, as long as no other has it. */
export function renamedFrom(repositories: readonly SimulatedRepository[], name: string) {
  if (repositories.some((one) => fullName(one).toLowerCase() === name.toLowerCase())) return undefined;
  return repositories.find(({ formerNames = [] }) =>
    formerNames.some((one) => one.toLowerCase() === name.toLowerCase()),
  );
}

/** What is answered to a request for a repository by a name that it had before; undefined for all others. */
export function movedTo({ repositories, tokens, urls }: World, { pathname, search }: URL): GitHubProblem | undefined {
  const [, name = '', rest = ''] = /^\/repos\/([^/]+\/[^/]+)(.*)$/.exec(pathname) ?? [];
  const repository = renamedFrom(repositories, name);
  if (repository === undefined) return undefined;
  const location = `${urls.api()}/repositories/${tokens.repositoryId(repository)}${rest}${search}`;
  return new GitHubProblem(301, 'Moved Permanently', { location });
}

/** The path by names of one that goes by a repository's number. */
export function nameOfId({ repositories, tokens }: World, pathname: string): string {
  const [, id, rest = ''] = /^\/repositories\/(\d+)(.*)$/.exec(pathname) ?? [];
  const repository = repositories.find((one) => String(tokens.repositoryId(one)) === id);
  return repository === undefined ? pathname : `/repos/${fullName(repository)}${rest}`;
}

/** Everything of the repository goes with it, its number too. */
export function rename({ state }: Pick<World, 'state'>, repository: SimulatedRepository, name: string): void {
  const { ids, runs, code } = state();
  const before = fullName(repository);
  const after = `${repository.owner}/${name}`;
  const key = `repository ${before}`.toLowerCase();
  const id = ids[key];
  // Another repository that gets the former name gets another number.
  delete ids[key];
  if (id !== undefined) ids[`repository ${after}`.toLowerCase()] = id;
  const { pulls, comments, reviews, reviewComments, checkRuns } = code;
  for (const of of [...runs, ...pulls, ...comments, ...reviews, ...reviewComments, ...checkRuns]) {
    if (of.repository === before) of.repository = after;
  }
  Object.assign(repository, { name, formerNames: [...(repository.formerNames ?? []), before] });
}
