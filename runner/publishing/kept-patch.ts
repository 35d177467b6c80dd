import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PartialReport } from '../orchestrator/reported.ts';
import { HANDOVER_FILES } from '../stages/handover.ts';
import { failureOf, StageFailure, type StageFailureCode } from '../stages/stage-failure.ts';
import type { PublishDeps } from './publish-deps.ts';
import { patchShowsSecret } from './read-patch.ts';

/** Changes that are refused since they hold secrets are kept nowhere. */
const NEVER_KEPT: readonly StageFailureCode[] = ['changes_refused', 'push_secret_found', 'patch_not_a_file'];

/** Does `work`; where it fails before there is a pull request, what the agent changed is kept, and the failure says where. */
export async function keepingPatch<T>(deps: PublishDeps, partial: PartialReport, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { code, reason, limit } = failureOf(error);
    const kept = partial.prUrl === undefined && !NEVER_KEPT.includes(code) ? await keep(deps) : undefined;
    if (kept === undefined) throw error;
    const words = `${reason.slice(0, 1500)}\n\nWhat was changed is kept for 7 days ${kept}.`;
    throw new StageFailure(code, '', { reason: words, limit, cause: error });
  }
}

async function keep({ folder, secrets, keepPatch }: PublishDeps): Promise<string | undefined> {
  const patchFile = join(folder, HANDOVER_FILES.patch);
  if (keepPatch === undefined || !existsSync(patchFile)) return undefined;
  return (await patchShowsSecret(patchFile, secrets)) ? undefined : keepPatch(patchFile);
}
