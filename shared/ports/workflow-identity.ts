import type { WorkflowClaims } from '../domain/workflow-claims.ts';

/** What GitHub attests of the jobs of its workflows. */
export interface WorkflowIdentity {
  /**
   * The claims of an OIDC token that GitHub signed for us and that is valid now; throws `AppError` `oidc_invalid` for any
   * other, and `ServiceUnavailable` when GitHub's keys cannot be had.
   */
  verify(token: string): Promise<WorkflowClaims>;
}
