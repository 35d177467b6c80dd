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

/** Gives a repository another name or owner. Everything of it goes with it, its number too. Throws where the name is taken. */
export function move(
  world: Pick<World, 'state' | 'repositories' | 'tokens'>,
  repository: SimulatedRepository,
  to: Partial<Pick<SimulatedRepository, 'owner' | 'name'>>,
): void {
  requireFree(world, { ...repository, ...to });
  const before = fullName(repository);
  const after = fullName({ ...repository, ...to });
  world.tokens.renumber(repository, after);
  const { runs, code, nextPull } = world.state();
  if (nextPull[before] !== undefined) nextPull[after] = nextPull[before];
  delete nextPull[before];
  const { pulls, comments, reviews, reviewComments, checkRuns } = code;
  for (const of of [...runs, ...pulls, ...comments, ...reviews, ...reviewComments, ...checkRuns]) {
    if (of.repository === before) of.repository = after;
  }
  Object.assign(repository, to, { formerNames: [...(repository.formerNames ?? []), before] });
}

/** Throws what GitHub answers where another repository, or this one, has the name. */
export function requireFree({ repositories }: Pick<World, 'repositories'>, named: SimulatedRepository): void {
  const name = fullName(named);
  if (!/^[\w-]+\/[\w.-]+$/.test(name)) throw new GitHubProblem(422, `${name} is no name of a repository`);
  if (!repositories.some((one) => fullName(one).toLowerCase() === name.toLowerCase())) return;
  throw new GitHubProblem(422, `The repository ${name} already exists`);
}
