import { DEFAULT_EVENTS, DEFAULT_GRANTS, type SimulatedRepository } from './repositories.ts';

/** What an App asks for, or was granted. */
export interface Grants {
  permissions: Record<string, 'read' | 'write'>;
  events: string[];
}

/** Who our App is. */
export interface AppIdentity {
  id: string;
  /** PEM of its private key, or of its public key. */
  key: string;
  /** The last part of its address; its bot is `<slug>[bot]`. */
  slug: string;
  /** Whose it is. */
  owner: string;
}

/** Our App as it is registered. */
export interface AppRegistration {
  identity(): Readonly<AppIdentity>;
  /** Another App is ours from now on, as its manifest asks; nobody has installed it. */
  register(identity: AppIdentity, asked: Grants): void;
  asked(): Grants;
  /** What the owner of a repository accepted. */
  acceptedFor(repository: SimulatedRepository): Grants;
  /** The App asks for something else from now on. What is more than before holds in an installation once its owner has accepted it. */
  ask(wish: Partial<Grants>): void;
  /** The owner accepts what the App asks for now. */
  accept(owner: string): void;
}

export function appRegistration(identity: AppIdentity, repositories: readonly SimulatedRepository[]): AppRegistration {
  let asked: Grants = { permissions: { ...DEFAULT_GRANTS }, events: [...DEFAULT_EVENTS] };
  const acceptedFor = ({ grants, events }: SimulatedRepository): Grants => ({
    permissions: { ...(grants ?? DEFAULT_GRANTS) },
    events: [...(events ?? DEFAULT_EVENTS)],
  });
  return {
    identity: () => identity,
    register(another, wish) {
      Object.assign(identity, another);
      asked = structuredClone(wish);
      for (const repository of repositories) repository.isInstalled = false;
    },
    asked: () => structuredClone(asked),
    acceptedFor,
    ask(wish) {
      asked = structuredClone({ ...asked, ...wish });
      for (const repository of repositories) {
        const { permissions, events } = acceptedFor(repository);
        // What is not asked for any more is taken away at once.
        repository.grants = Object.fromEntries(
          Object.entries(permissions).filter(([name]) => asked.permissions[name] !== undefined),
        );
        repository.events = events.filter((event) => asked.events.includes(event));
      }
    },
    accept(owner) {
      for (const repository of repositories.filter((one) => one.owner === owner)) {
        repository.grants = { ...asked.permissions };
        repository.events = [...asked.events];
      }
    },
  };
}
