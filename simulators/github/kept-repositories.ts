import { fullName, type SimulatedRepository } from './repositories.ts';

const KEPT = ['owner', 'name', 'isInstalled', 'isArchived', 'isSuspended', 'formerNames', 'grants', 'events'] as const;

/** What owners changed of each repository, by the name under which it was created. */
export type RepositoryFacts = Record<string, Partial<Pick<SimulatedRepository, (typeof KEPT)[number]>>>;

export interface KeptRepositories {
  add(repository: SimulatedRepository): void;
  facts(): RepositoryFacts;
  /** Takes over what owners changed before; a repository that is not known any more is left out. */
  takeOver(facts: RepositoryFacts): void;
}

/** Repositories are created anew at each start; what owners changed of them is kept with the simulator's state. */
export function keptRepositories(repositories: SimulatedRepository[]): KeptRepositories {
  const created = new Map(repositories.map((repository) => [fullName(repository), repository]));
  const factsOf = (repository: SimulatedRepository) =>
    Object.fromEntries(KEPT.flatMap((name) => (repository[name] === undefined ? [] : [[name, repository[name]]])));
  return {
    add(repository) {
      repositories.push(repository);
      created.set(fullName(repository), repository);
    },
    facts: () => Object.fromEntries([...created].map(([name, repository]) => [name, factsOf(repository)])),
    takeOver(facts) {
      for (const [name, kept] of Object.entries(facts)) Object.assign(created.get(name) ?? {}, structuredClone(kept));
    },
  };
}
