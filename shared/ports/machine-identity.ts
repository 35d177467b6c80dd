import type { MachineClaims } from '../domain/machine-claims.ts';

/** What Fly attests of the machines of one app. */
export interface MachineIdentity {
  /** The app in which our machines are. */
  app: string;
  /**
   * The claims of an OIDC token that Fly signed for us and that is valid now; throws `AppError` `oidc_invalid` for any other, and
   * `ServiceUnavailable` when Fly's keys cannot be had.
   */
  verify(token: string): Promise<MachineClaims>;
}
