import { AppError } from '../../shared/domain/errors.ts';
import type { WorkflowClaims } from '../../shared/domain/workflow-claims.ts';
import type { WorkflowIdentity } from '../../shared/ports/workflow-identity.ts';

const PREFIX = 'signed: ';

/** A token that `fakeWorkflowIdentity` accepts. */
export function oidcTokenOf(claims: WorkflowClaims): string {
  return PREFIX + JSON.stringify(claims);
}

/** Takes the tokens of `oidcTokenOf` for genuine; real ones are tested with the runtime. */
export function fakeWorkflowIdentity(): WorkflowIdentity {
  return {
    async verify(token) {
      if (!token.startsWith(PREFIX)) throw new AppError('oidc_invalid', 'nobody signed this');
      return JSON.parse(token.slice(PREFIX.length)) as WorkflowClaims;
    },
  };
}
