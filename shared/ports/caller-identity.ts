import type { StartRequest } from '../contract/runner.ts';
import type { Run } from '../domain/run.ts';

/** Says which workflow run calls; throws `AppError` when the caller is not one that may. */
export interface CallerIdentity {
  confirm(run: Run, claimed: StartRequest): Promise<StartRequest>;
}
