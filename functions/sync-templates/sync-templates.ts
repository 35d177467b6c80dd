import type { OperationAnswer } from '../../shared/contract/admin.ts';
import { AppError } from '../../shared/domain/errors.ts';
import type { ProjectMapping } from '../../shared/domain/mapping.ts';
import { type ComparedTemplates, compareTemplates } from './compare-templates.ts';
import type { SyncTemplatesDeps } from './sync-templates-deps.ts';
import type { TargetFile } from './target-files.ts';

const SYNC_BRANCH = 'sync/ai-implement';

/** Brings workflows and runner of a repository to this version, and seeds its prompt files, by one pull request. */
export async function syncTemplates(
  deps: SyncTemplatesDeps,
  input: { mappingId: string },
): Promise<OperationAnswer<'syncTemplates'>> {
  const compared = await compareTemplates(deps, input);
  if (compared.due.length === 0) return { status: 'up-to-date', ...compared.view };
  const proposed = await deps.codeHost.propose(compared.mapping, proposalOf(compared, deps.version));
  if (proposed.outcome === 'branch_taken') {
    throw new AppError(
      'sync_branch_taken',
      `the branch ${SYNC_BRANCH} holds a commit of somebody else; merge or delete it, then sync again`,
    );
  }
  await note(deps, compared.mapping, proposed.prUrl);
  return { status: proposed.outcome, prUrl: proposed.prUrl, ...compared.view };
}

function proposalOf({ mapping, commit, due, view }: ComparedTemplates, version: string) {
  return {
    base: mapping.defaultBranch,
    commit,
    branch: SYNC_BRANCH,
    files: due,
    title: isFirst(view) ? `chore: install AI-Implement ${version}` : `chore: update AI-Implement to ${version}`,
    body: bodyOf(due, version),
  };
}

/** Nothing of ours stands there; what a repository may have of its own, such as prompts, says nothing. */
function isFirst({ files }: ComparedTemplates['view']): boolean {
  return files.every(({ isSeed, state }) => isSeed || state === 'missing');
}

function bodyOf(due: readonly TargetFile[], version: string): string {
  const list = (files: readonly TargetFile[]) => files.map(({ path }) => `- \`${path}\``).join('\n');
  const [ours, seeds] = [due.filter(({ isSeed }) => !isSeed), due.filter(({ isSeed }) => isSeed)];
  const parts = [
    `Brings this repository to AI-Implement ${version}. Runs use what stands on the default branch, so they change when this is merged.`,
    ours.length > 0 && `Written by AI-Implement, please do not edit:\n\n${list(ours)}`,
    seeds.length > 0 && `Yours from now on, edit them as you like:\n\n${list(seeds)}`,
  ];
  return parts.filter((part) => part !== false).join('\n\n');
}

async function note(
  deps: Pick<SyncTemplatesDeps, 'audit' | 'caller' | 'clock' | 'ids'>,
  { mappingId, name }: ProjectMapping,
  prUrl: string,
): Promise<void> {
  const entry = {
    actor: deps.caller.name,
    action: 'templates_synced',
    subject: mappingId,
    detail: `${name}: ${prUrl}`,
  };
  await deps.audit.add({ entryId: deps.ids.ulid(), at: deps.clock.now(), ...entry });
}
