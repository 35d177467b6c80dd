import type { Grants } from './app-registration.ts';
import { git } from './git/git.ts';
import { gitDirOf, type World } from './operations/world.ts';
import { move, requireFree } from './renamed.ts';
import { fullName as nameOf, repositoryNamed, type SimulatedRepository } from './repositories.ts';
import type { Happening } from './webhooks/happening.ts';

/** What the owners of repositories do with them and with the App. Repositories go by `owner/name`; a wrong name is an error. */
export interface GitHubOwners {
  /** Gives a repository another name; who asks for the old one is sent on. */
  rename(repository: string, name: string): void;
  /** Gives a branch another name. Open pull requests into it go into that; who asks for the old one is sent on, git is not. */
  renameBranch(repository: string, from: string, to: string): Promise<void>;
  /** Gives a repository to another owner. The App goes on with it where that owner has it installed. */
  transfer(repository: string, owner: string): void;
  /** Makes a repository read-only; `false`: takes that back. */
  archive(repository: string, isArchived?: boolean): void;
  /** Installs the App in all repositories of an owner, with all that it asks for. */
  installApp(owner: string): void;
  /** Removes the App from all repositories of an owner, which takes back all its tokens. */
  removeApp(owner: string): void;
  /** Suspends the App's installation; `false`: takes that back. */
  suspendApp(owner: string, isSuspended?: boolean): void;
  /** Adds a repository to the App's installation of its owner. */
  addToApp(repository: string): void;
  /** Takes a repository out of the App's installation of its owner, which goes on. */
  takeFromApp(repository: string): void;
  /** The owner of repositories accepts what our App asks for now. */
  acceptApp(owner: string): void;
  /** Whoever has registered our App changes what it asks for: permissions, events. Installations go on as they are. */
  changeApp(asked: Partial<Grants>): void;
}

const BY = { login: 'octocat' };

export function githubOwners(world: World): GitHubOwners {
  return { ...repositoryOwners(world), ...appOwners(world) };
}

type OfRepositories = 'rename' | 'renameBranch' | 'transfer' | 'archive';

function repositoryOwners(world: World): Pick<GitHubOwners, OfRepositories> {
  const find = (name: string) => repositoryNamed(world.repositories, name);
  return {
    rename(fullName, name) {
      const repository = find(fullName);
      const nameBefore = repository.name;
      move(world, repository, { name });
      world.tell({ event: 'repository', action: 'renamed', by: BY, repository, nameBefore });
    },
    renameBranch: (fullName, from, to) => renameBranch(world, find(fullName), from, to),
    transfer: (fullName, owner) => transfer(world, find(fullName), owner),
    archive(fullName, isArchived = true) {
      const repository = find(fullName);
      if ((repository.isArchived === true) === isArchived) {
        throw new Error(`${fullName} is ${isArchived ? 'archived already' : 'not archived'}`);
      }
      repository.isArchived = isArchived;
      world.tell({ event: 'repository', action: isArchived ? 'archived' : 'unarchived', by: BY, repository });
    },
  };
}

async function renameBranch(world: World, repository: SimulatedRepository, from: string, to: string): Promise<void> {
  const { defaultBranch, protectedBranches = [], formerBranches } = repository;
  await git(gitDirOf(repository), ['branch', '-m', from, to]);
  Object.assign(repository, {
    defaultBranch: defaultBranch === from ? to : defaultBranch,
    protectedBranches: protectedBranches.map((branch) => (branch === from ? to : branch)),
    formerBranches: { ...formerBranches, [from]: to },
  });
  for (const pull of world.state().code.pulls) {
    if (pull.repository === nameOf(repository) && pull.closedAt === null && pull.base === from) pull.base = to;
  }
}

/** Only the account that has it now is told that it was transferred; the other, that its installation lost it. */
function transfer(world: World, repository: SimulatedRepository, owner: string): void {
  const ownerBefore = repository.owner;
  const [beside] = reachedOf(world, owner);
  const lost = { event: 'installation_repositories', action: 'removed', by: BY, owner: ownerBefore } as const;
  const isReached = repository.isInstalled !== false;
  requireFree(world, { ...repository, owner });
  if (isReached) world.tell({ ...lost, repositories: [repository] });
  world.tokens.withdraw([repository]);
  move(world, repository, { owner });
  join(repository, beside);
  world.tell({ event: 'repository', action: 'transferred', by: BY, repository, ownerBefore });
}

/** A repository has what the installation has whose repositories these are. */
function join(repository: SimulatedRepository, beside: SimulatedRepository | undefined): void {
  const { grants, events, isSuspended } = beside ?? {};
  Object.assign(repository, { isInstalled: beside !== undefined, grants, events, isSuspended });
}

function appOwners(world: World): Omit<GitHubOwners, OfRepositories> {
  const find = (name: string) => repositoryNamed(world.repositories, name);
  const installation = (owner: string, action: InstallationAction, repositories = installed(world, owner)) =>
    world.tell({ event: 'installation', action, by: BY, owner, repositories });
  return {
    installApp(owner) {
      const all = ownedBy(world, owner);
      if (reachedOf(world, owner).length > 0) throw new Error(`${owner} has the App installed already`);
      for (const repository of all) Object.assign(repository, { isInstalled: true, isSuspended: false });
      world.registration.accept(owner);
      installation(owner, 'created');
    },
    removeApp(owner) {
      const repositories = installed(world, owner);
      installation(owner, 'deleted');
      for (const repository of repositories) repository.isInstalled = false;
      world.tokens.uninstall(owner);
    },
    suspendApp(owner, isSuspended = true) {
      const repositories = installed(world, owner);
      if (repositories.every((one) => (one.isSuspended === true) === isSuspended)) {
        throw new Error(`the App of ${owner} is ${isSuspended ? 'suspended already' : 'not suspended'}`);
      }
      for (const repository of repositories) repository.isSuspended = isSuspended;
      installation(owner, isSuspended ? 'suspend' : 'unsuspend');
    },
    addToApp(fullName) {
      const repository = find(fullName);
      if (repository.isInstalled !== false) throw new Error(`the App is installed in ${fullName} already`);
      join(repository, installed(world, repository.owner)[0]);
      tellOfRepository(world, repository, 'added');
    },
    takeFromApp(fullName) {
      const repository = find(fullName);
      if (repository.isInstalled === false) throw new Error(`the App is not installed in ${fullName}`);
      tellOfRepository(world, repository, 'removed');
      repository.isInstalled = false;
      world.tokens.withdraw([repository]);
    },
    acceptApp(owner) {
      world.registration.accept(owner);
      if (reachedOf(world, owner).length > 0) installation(owner, 'new_permissions_accepted');
    },
    changeApp: (asked) => world.registration.ask(asked),
  };
}

type InstallationAction = Extract<Happening, { event: 'installation' }>['action'];

function tellOfRepository(world: World, repository: SimulatedRepository, action: 'added' | 'removed'): void {
  const { owner } = repository;
  world.tell({ event: 'installation_repositories', action, by: BY, owner, repositories: [repository] });
}

function ownedBy({ repositories }: World, owner: string): SimulatedRepository[] {
  const owned = repositories.filter((one) => one.owner.toLowerCase() === owner.toLowerCase());
  if (owned.length === 0) throw new Error(`${owner} has no repository`);
  return owned;
}

function installed(world: World, owner: string): SimulatedRepository[] {
  const reached = reachedOf(world, owner);
  if (reached.length === 0) throw new Error(`${owner} has not installed the App`);
  return reached;
}

function reachedOf({ repositories }: World, owner: string): SimulatedRepository[] {
  return repositories.filter((one) => one.owner.toLowerCase() === owner.toLowerCase() && one.isInstalled !== false);
}
