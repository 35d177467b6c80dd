import { useSignal } from '@preact/signals';
import type { MappingView } from '../../shared/contract/mapping-record.ts';
import type { SyncView, TemplatesView } from '../../shared/contract/template-views.ts';
import { call } from '../api.ts';
import { count } from '../format.ts';
import { useAnswer } from '../use-answer.ts';
import { ActionButton } from './action-button.tsx';
import { Checks } from './checks.tsx';
import { Outside } from './link.tsx';
import { RunnerDrift } from './runner-drift.tsx';

/** What is installed in the mapping's repository, looked up once, and the button that brings it to this version. */
export function Templates({ mapping }: { mapping: Pick<MappingView, 'mappingId' | 'name' | 'runner'> }) {
  const { mappingId, name } = mapping;
  const { answer: view, failure } = useAnswer<TemplatesView>(mappingId, () =>
    call('readTemplates', { params: { mappingId } }),
  );
  const synced = useSignal<SyncView | undefined>(undefined);
  const sync = async () => {
    synced.value = await call('syncTemplates', { params: { mappingId } });
    view.value = synced.value;
    failure.value = undefined;
  };
  return (
    <div class="templates">
      <p class="facts">
        <span>{stateText(view.value, failure.value)}</span>
      </p>
      {view.value?.checks.some(({ code }) => code === 'runner_differs') !== true && <RunnerDrift mapping={mapping} />}
      {failure.value !== undefined && <p class="field-error">{failure.value}</p>}
      <Checks checks={view.value?.checks.filter(({ code }) => code !== 'templates_due') ?? []} />
      <div class="actions">
        <ActionButton
          needs="syncTemplates"
          label="Sync templates"
          about={name}
          done={`The templates of ${name} are synced`}
          act={sync}
        />
        {synced.value !== undefined && <SyncResult synced={synced.value} />}
      </div>
    </div>
  );
}

function stateText(view: TemplatesView | undefined, failure: string | undefined): string {
  if (failure !== undefined) return 'Templates: not known';
  if (view === undefined) return 'Templates: looking …';
  const due = view.files.filter(({ isDue }) => isDue);
  const missing = due.filter(({ state }) => state === 'missing').length;
  if (due.length === 0) return 'Templates: up to date';
  if (missing === view.files.length) return 'Templates: not installed';
  const parts = [missing > 0 && `${missing} missing`, due.length > missing && `${due.length - missing} outdated`];
  return `Templates: ${parts.filter((part) => part !== false).join(', ')}`;
}

export function SyncResult({ synced: { status, prUrl, files } }: { synced: SyncView }) {
  if (prUrl === undefined) return <span class="faint">Nothing to do: everything is up to date.</span>;
  const changed = count(files.filter(({ isDue }) => isDue).length, 'file');
  return (
    <Outside href={prUrl}>{`Pull request ${status === 'opened' ? 'opened' : 'updated'}: ${changed} to merge`}</Outside>
  );
}
