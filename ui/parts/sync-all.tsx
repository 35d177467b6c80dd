import { useSignal } from '@preact/signals';
import type { MappingView } from '../../shared/contract/mapping-record.ts';
import type { SyncView } from '../../shared/contract/template-views.ts';
import { call } from '../api.ts';
import { count } from '../format.ts';
import { explain } from '../state.ts';
import { AskedAction, AskingDialog } from './asked-action.tsx';
import { SyncResult } from './templates.tsx';

type Synced = { repository: string } & ({ view: SyncView } | { failure: string });

/** Brings every repository to this version, one after the other; one that refuses keeps none of the others waiting. */
export function SyncAll({ mappings }: { mappings: readonly MappingView[] }) {
  const synced = useSignal<readonly Synced[]>([]);
  const repositories = new Map(mappings.map((mapping) => [`${mapping.owner}/${mapping.repo}`.toLowerCase(), mapping]));
  if (repositories.size < 2) return null;
  const sync = async () => {
    synced.value = [];
    for (const { mappingId, owner, repo } of repositories.values()) {
      const result = await syncOne(mappingId);
      synced.value = [...synced.value, { repository: `${owner}/${repo}`, ...result }];
    }
  };
  return (
    <>
      <AskedAction<undefined>
        needs="syncTemplates"
        label="Sync all templates"
        look="button"
        act={sync}
        done={() => `${count(synced.value.length, 'repository', 'repositories')} looked at`}
      >
        {({ onConfirm, onCancel }) => (
          <AskingDialog
            title={`Sync templates in ${repositories.size} repositories?`}
            action="Sync them"
            look="button primary"
            onSubmit={() => onConfirm(undefined)}
            onCancel={onCancel}
          >
            <p>Each that lacks something of this version gets a pull request, or has its open one updated.</p>
          </AskingDialog>
        )}
      </AskedAction>
      {synced.value.length > 0 && (
        <section class="card" aria-label="Templates of all repositories">
          <p class="facts">
            <span>
              {synced.value.length} of {repositories.size} repositories
            </span>
          </p>
          <ul>
            {synced.value.map((result) => (
              <li key={result.repository}>
                {result.repository}:{' '}
                {'view' in result ? (
                  <SyncResult synced={result.view} />
                ) : (
                  <span class="field-error">{result.failure}</span>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

async function syncOne(mappingId: string): Promise<{ view: SyncView } | { failure: string }> {
  try {
    return { view: await call('syncTemplates', { params: { mappingId } }) };
  } catch (error) {
    return { failure: explain(error) };
  }
}
