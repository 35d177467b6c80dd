import type { OidcIssuer } from '../actions/oidc-issuer.ts';
import type { ActionsRepository } from '../actions/run-facts.ts';
import type { Machine } from '../actions/run-play.ts';
import { type Actions, startActions } from '../actions/start-actions.ts';
import type { LocalClock } from '../clock.ts';
import type { AppTokens } from './app-tokens.ts';
import { fullName, type SimulatedRepository } from './repositories.ts';

export interface ActionsOptions {
  /** The laptop's clock with its offset, at which the processes of jobs live. */
  clock: Pick<LocalClock, 'now' | 'offsetMs' | 'at'>;
  machine: Machine;
  /** Where jobs have their folders. @default a temporary one */
  folder?: string | undefined;
  /** The form of `sub` in identity tokens. @default names */
  subject?: 'names' | 'ids';
}

interface Surroundings {
  repositories: SimulatedRepository[];
  tokens: AppTokens;
  urls: { api: string; server: string };
  issuer: Pick<OidcIssuer, 'admit'> | undefined;
}

/** The Actions of the simulated repositories, where they are wanted. */
export function actionsOf(
  options: ActionsOptions | undefined,
  { repositories, tokens, urls, issuer }: Surroundings,
): Actions | undefined {
  if (options === undefined) return undefined;
  if (issuer === undefined) throw new Error('jobs need an issuer of their identity tokens');
  const { clock, machine, folder, subject = 'names' } = options;
  const named = (name: string) => repositories.find((one) => fullName(one) === name);
  return startActions({
    ...{ clock, machine, issuer, subject, folder },
    urls: () => urls,
    repositoryOf: (name) => described(tokens, named(name)),
    mintToken({ fullName: name }, permissions) {
      const repository = named(name);
      if (repository === undefined) throw new Error(`there is no repository ${name}`);
      return tokens.mintJobToken(repository, permissions).token;
    },
  });
}

function described(tokens: AppTokens, repository: SimulatedRepository | undefined): ActionsRepository | undefined {
  const { gitDir, gitUrl } = repository ?? {};
  if (repository === undefined || gitDir === undefined || gitUrl === undefined) return undefined;
  return {
    fullName: fullName(repository),
    id: tokens.repositoryId(repository),
    ownerId: tokens.accountId(repository.owner),
    defaultBranch: repository.defaultBranch,
    gitDir,
    gitUrl,
  };
}
