import type { ProjectMapping } from '../../shared/domain/mapping.ts';
import type { Run } from '../../shared/domain/run.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';

/** Which runner works in its repository is known of a mapping's runs; nothing is written where all is as it should be, and was. */
export async function noteRunner(
  { mappings }: Pick<AdvanceRunDeps, 'mappings'>,
  { runner, startedAt }: Run,
  { mappingId, runner: noted }: ProjectMapping,
): Promise<void> {
  if (runner === undefined || startedAt === undefined) return;
  const { kind, version } = noted ?? { kind: 'current' };
  if (runner.kind === kind && runner.version === version) return;
  await mappings.noteRunner(mappingId, { ...runner, at: startedAt });
}
