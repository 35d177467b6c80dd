import { createPublicKey, randomBytes } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import type { LocalClock } from '../clock.ts';
import type { AppIdentity } from './app-registration.ts';
import { GitHubProblem, notFound } from './problem.ts';
import { DEFAULT_GRANTS, fullName, type SimulatedRepository } from './repositories.ts';

type Permissions = Record<string, 'read' | 'write'>;

/** Who acts with a token: an App's bot. */
export interface Actor {
  /** As in `ai-implement[bot]`. */
  login: string;
  appSlug: string;
  permissions: Permissions;
}

export interface InstallationToken {
  token: string;
  expiresAt: number;
  repositories: SimulatedRepository[];
  permissions: Permissions;
  appSlug: string;
}

export interface TokenWish {
  repositories?: string[];
  repository_ids?: number[];
  permissions?: Permissions;
}

export interface AppTokens {
  /** Throws 401 unless the header carries a JWT of the App that is valid now. */
  requireApp(authorization: string | undefined): Promise<void>;
  /** The last part of the App's address, which its bot is named after. */
  appSlug(): string;
  installationId(repository: SimulatedRepository): number;
  /** The owner removes the App, which takes back all its tokens; installed anew it has another number. */
  uninstall(owner: string): void;
  /** Takes back the App's tokens that reach one of these. */
  withdraw(repositories: readonly SimulatedRepository[]): void;
  mint(installationId: number, wish: TokenWish): InstallationToken;
  /**
   * The `GITHUB_TOKEN` of a job in Actions, for one repository. Permissions may be spelt as in a workflow file
   * (`pull-requests`); `id-token` is none of the API's and is left out.
   */
  mintJobToken(repository: SimulatedRepository, permissions: Readonly<Record<string, string>>): InstallationToken;
  /** Throws 401, 404 or 403 unless the header's token reaches this repository with this permission. */
  requirePermission(
    authorization: string | undefined,
    repository: SimulatedRepository | undefined,
    needed: Needed,
  ): Actor;
  repositoryId(repository: SimulatedRepository): number;
  /** A repository keeps its number under another name (`owner/name`); another that gets the former one gets another number. */
  renumber(repository: SimulatedRepository, name: string): void;
  /** The id of an account, a person's or a bot's. */
  accountId(login: string): number;
}

interface Needed {
  name: string;
  level: 'read' | 'write';
}

export interface AppSettings {
  clock: Pick<LocalClock, 'now'>;
  /** Our App as it is registered now. */
  app: Readonly<AppIdentity>;
  repositories: SimulatedRepository[];
  /** Numbers that were given out, by what they are for; kept with the simulator's state. */
  ids: () => Record<string, number>;
}

const JWT_LIFE_MS = 10 * 60_000;
const TOKEN_LIFE_MS = 60 * 60_000;
/** A job's token ends with its job; GitHub lets it live for a day at most. */
const JOB_TOKEN_LIFE_MS = 24 * 60 * 60_000;
const EXPIRED =
  "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
const ACTIONS_SLUG = 'github-actions';

/** GitHub's side of App authentication: JWTs of the App, and tokens that reach some repositories with some permissions. */
export function appTokens(settings: AppSettings): AppTokens {
  const issued = new Map<string, InstallationToken>();
  const number = numbers(settings.ids);
  const repositoryId = (repository: SimulatedRepository) => number(repositoryKey(fullName(repository)), repository.id);
  const installationId = (repository: SimulatedRepository) => number(installationKey(repository.owner));
  const issue = (lifeMs: number, facts: Pick<InstallationToken, 'repositories' | 'permissions' | 'appSlug'>) => {
    const token = `ghs_${settings.app.id}_${randomBytes(30).toString('base64url')}`;
    const issuedToken = { token, expiresAt: settings.clock.now() + lifeMs, ...facts };
    issued.set(token, issuedToken);
    return issuedToken;
  };
  const withdraw = (repositories: readonly SimulatedRepository[]) => {
    for (const [text, token] of issued) {
      const reaches = token.repositories.some((one) => repositories.includes(one));
      if (token.appSlug === settings.app.slug && reaches) issued.delete(text);
    }
  };
  return {
    appSlug: () => settings.app.slug,
    repositoryId,
    installationId,
    renumber(repository, name) {
      const [id, ids] = [repositoryId(repository), settings.ids()];
      delete ids[repositoryKey(fullName(repository))];
      ids[repositoryKey(name)] = id;
    },
    uninstall(owner) {
      const key = installationKey(owner);
      retire(settings.ids(), key);
      withdraw(settings.repositories.filter((one) => installationKey(one.owner) === key));
    },
    withdraw,
    accountId: (login) => number(`account ${login}`),
    requireApp: (authorization) => requireApp(settings, authorization),
    mint(id, wish) {
      const reached = settings.repositories.filter((r) => r.isInstalled !== false && installationId(r) === id);
      if (reached.length === 0) throw notFound();
      if (reached.some(({ isSuspended }) => isSuspended === true)) throw suspended();
      const repositories = chosen(reached, wish, repositoryId);
      const permissions = granted(repositories, wish.permissions);
      return issue(TOKEN_LIFE_MS, { repositories, permissions, appSlug: settings.app.slug });
    },
    mintJobToken: (repository, permissions) =>
      issue(JOB_TOKEN_LIFE_MS, {
        repositories: [repository],
        permissions: jobPermissions(permissions),
        appSlug: ACTIONS_SLUG,
      }),
    requirePermission(authorization, repository, needed) {
      const token = issued.get(credential(authorization));
      if (token === undefined || token.expiresAt <= settings.clock.now()) {
        throw new GitHubProblem(401, 'Bad credentials');
      }
      if (repository === undefined || !token.repositories.includes(repository)) throw notFound();
      if (token.appSlug === settings.app.slug) requireInstalled(repository, needed);
      if (!includes(token.permissions, needed)) throw notAccessible();
      requireWritable(repository, needed);
      return { login: `${token.appSlug}[bot]`, appSlug: token.appSlug, permissions: token.permissions };
    },
  };
}

const installationKey = (owner: string) => `installation ${owner}`.toLowerCase();
const repositoryKey = (name: string) => `repository ${name}`.toLowerCase();
const suspended = () => new GitHubProblem(403, 'This installation has been suspended');
const notAccessible = () => new GitHubProblem(403, 'Resource not accessible by integration');

/** What the owner takes back holds for tokens that were given before, too. */
function requireInstalled(repository: SimulatedRepository, needed: Needed): void {
  if (repository.isInstalled === false) throw notFound();
  if (repository.isSuspended === true) throw suspended();
  if (!includes(repository.grants ?? DEFAULT_GRANTS, needed)) throw notAccessible();
}

function requireWritable({ isArchived }: SimulatedRepository, { level }: Needed): void {
  if (isArchived !== true || level === 'read') return;
  throw new GitHubProblem(403, 'Repository was archived so is read-only.');
}

function jobPermissions(wish: Readonly<Record<string, string>>): Permissions {
  const permissions: Permissions = { metadata: 'read' };
  for (const [name, level] of Object.entries(wish)) {
    if (name !== 'id-token' && (level === 'read' || level === 'write')) permissions[name.replaceAll('-', '_')] = level;
  }
  return permissions;
}

/** Numbers that stay the same for the same text as long as the state is kept, and begin anywhere. */
function numbers(ids: () => Record<string, number>): (text: string, given?: number) => number {
  const first = 10_000_000 + randomBytes(3).readUIntBE(0, 3);
  return (text, given) => {
    const known = ids();
    const key = text.toLowerCase();
    known[key] ??= given ?? Math.max(first, ...Object.values(known).map((id) => id + 1));
    return known[key];
  };
}

/** The number that goes by this key is never given again. */
function retire(ids: Record<string, number>, key: string): void {
  const id = ids[key];
  delete ids[key];
  if (id !== undefined) ids[`former ${key} ${id}`] = id;
}

/** The token itself; with basic authentication, as git sends it, it is the password. */
function credential(authorization: string | undefined): string {
  const [, scheme = '', given = ''] = /^(bearer|token|basic) (.+)$/i.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() !== 'basic') return given;
  return Buffer.from(given, 'base64').toString().split(':').slice(1).join(':');
}

async function requireApp(settings: AppSettings, authorization: string | undefined): Promise<void> {
  const now = settings.clock.now();
  const verifying = jwtVerify(credential(authorization), createPublicKey(settings.app.key), {
    algorithms: ['RS256'],
    issuer: settings.app.id,
    requiredClaims: ['iat', 'exp'],
    currentDate: new Date(now),
  });
  const { payload } = await verifying.catch((error: unknown) => {
    if (!(error instanceof errors.JOSEError)) throw error;
    if (error instanceof errors.JWTExpired) throw new GitHubProblem(401, EXPIRED);
    throw new GitHubProblem(401, 'A JSON web token could not be decoded');
  });
  if ((payload.exp ?? 0) * 1000 > now + JWT_LIFE_MS) {
    throw new GitHubProblem(401, "'Expiration time' claim ('exp') is too far in the future");
  }
}

function chosen(
  reached: SimulatedRepository[],
  wish: TokenWish,
  idOf: (repository: SimulatedRepository) => number,
): SimulatedRepository[] {
  if (wish.repositories === undefined && wish.repository_ids === undefined) return reached;
  const byName = (wish.repositories ?? []).map((name) =>
    reached.find((r) => r.name.toLowerCase() === name.toLowerCase()),
  );
  const byId = (wish.repository_ids ?? []).map((id) => reached.find((r) => idOf(r) === id));
  return [...byName, ...byId].map((repository) => {
    if (repository !== undefined) return repository;
    throw new GitHubProblem(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  });
}

function includes(permissions: Permissions, needed: Needed): boolean {
  const level = permissions[needed.name];
  return level === 'write' || level === needed.level;
}

function granted(repositories: SimulatedRepository[], wish: Permissions | undefined): Permissions {
  const grants = repositories[0]?.grants ?? DEFAULT_GRANTS;
  for (const [name, level] of Object.entries(wish ?? {})) {
    if (includes(grants, { name, level })) continue;
    throw new GitHubProblem(422, 'The permissions requested are not granted to this installation.');
  }
  return { metadata: 'read', ...(wish ?? grants) };
}
