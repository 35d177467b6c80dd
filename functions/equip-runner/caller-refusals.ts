import { AppError } from '../../shared/domain/errors.ts';

/** The OIDC token of whoever calls, which must be there; `caller` says whose it is to be. */
export function requiredToken(oidcToken: string | undefined, caller: 'calling job' | 'machine'): string {
  if (oidcToken !== undefined && oidcToken !== '') return oidcToken;
  throw new AppError('missing_oidc', `send an OIDC token of the ${caller} as x-github-oidc-token`);
}

export function refusedClaim(claim: string): AppError {
  return new AppError('oidc_refused', `the OIDC token is not one of this run: its claim "${claim}" does not fit`);
}
