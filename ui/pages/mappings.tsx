import type { MappingView } from '../../shared/contract/mapping-record.ts';
import { call } from '../api.ts';
import { dollars } from '../format.ts';
import { EXECUTOR_WORDS } from '../mapping-fields.ts';
import { scopeChips } from '../mapping-values.ts';
import { ActionButton } from '../parts/action-button.tsx';
import { Link } from '../parts/link.tsx';
import { Empty, Failure, Pill, Title } from '../parts/marks.tsx';
import { ReasonedAction } from '../parts/reasoned-action.tsx';
import { SyncAll } from '../parts/sync-all.tsx';
import { Templates } from '../parts/templates.tsx';
import { TrackerState } from '../parts/tracker-state.tsx';
import { may } from '../state.ts';
import { useCall } from '../use-poller.ts';

const EVERY_MS = 10_000;
export function MappingsPage() {
  const { data, error, reload } = useCall('listMappings', {}, EVERY_MS);
  const mappings = data.value?.mappings;
  const add = may('createMapping') && (
    <Link to="/mappings/new" class="button primary">
      New mapping
    </Link>
  );
  return (
    <>
      <Title aside={add}>Mappings</Title>
      <p class="lead">
        Each joins a Linear team, or a query of Jira, to a GitHub repository. On Linear the narrowest that covers a
        ticket wins.
      </p>
      <Failure text={error.value} />
      <SyncAll mappings={mappings ?? []} />
      {mappings?.length === 0 && (
        <Empty title="No mapping yet">Make one, and the marked tickets that it covers begin to run.</Empty>
      )}
      <ul class="grid">
        {mappings?.map((mapping) => (
          <MappingCard key={mapping.mappingId} mapping={mapping} reload={reload} />
        ))}
      </ul>
    </>
  );
}

interface CardProps {
  mapping: MappingView;
  reload: () => Promise<void>;
}

function MappingCard({ mapping, reload }: CardProps) {
  const { mappingId, name } = mapping;
  const isHeld = mapping.paused || mapping.suspended !== undefined;
  const change = async () => {
    await call(isHeld ? 'resumeMapping' : 'pauseMapping', { params: { mappingId } });
    await reload();
  };
  return (
    <li class="card mapping">
      <div class="live-run-head">
        <h2>{name}</h2>
        <State mapping={mapping} />
      </div>
      <p class="route">
        {scopeChips(mapping).map((chip) => (
          <span class="chip" key={chip}>
            {chip}
          </span>
        ))}
        <span class="arrow" aria-hidden="true" />
        <span class="visually-hidden">to</span>
        <span class="chip">
          {mapping.owner}/{mapping.repo}
        </span>
      </p>
      <p class="facts">
        <span>{mapping.maxInProgress} at once</span>
        <span>{mapping.provider === 'bedrock' ? `Bedrock, ${mapping.awsRegion}` : 'Anthropic'}</span>
        <span>onto {mapping.defaultBranch}</span>
        <span>at most {dollars(mapping.budgetUsdPerRun)} a run</span>
        {EXECUTOR_WORDS[mapping.executor].fact !== undefined && <span>{EXECUTOR_WORDS[mapping.executor].fact}</span>}
      </p>
      {mapping.suspended !== undefined && <p class="field-error">{mapping.suspended.reason}</p>}
      <TrackerState mapping={mapping} />
      <Templates mapping={mapping} />
      <div class="actions">
        <Link to={`/mappings/${mappingId}`} class="button">
          {may('updateMapping') ? 'Edit' : 'Settings'}
          <span class="visually-hidden"> {name}</span>
        </Link>
        <ActionButton
          needs={isHeld ? 'resumeMapping' : 'pauseMapping'}
          label={isHeld ? 'Resume' : 'Pause'}
          done={`${name} is ${isHeld ? 'resumed' : 'paused'}`}
          act={change}
        />
        <CancelRuns mapping={mapping} reload={reload} />
        <Delete mapping={mapping} reload={reload} />
      </div>
    </li>
  );
}

function State({ mapping }: { mapping: MappingView }) {
  if (mapping.suspended !== undefined) return <Pill tone="bad">Suspended</Pill>;
  if (mapping.paused && mapping.stopId !== undefined) return <Pill tone="bad">Stopped</Pill>;
  return mapping.paused ? <Pill tone="quiet">Paused</Pill> : <Pill tone="good">Active</Pill>;
}

function CancelRuns({ mapping: { mappingId, name }, reload }: CardProps) {
  const cancel = async (reason: string) => {
    await call('cancelMapping', { params: { mappingId }, body: { reason } });
    await reload();
  };
  return (
    <ReasonedAction
      needs="cancelMapping"
      label="Cancel runs"
      about={`of ${name}`}
      title={`Cancel all runs of ${name}?`}
      text="What is in flight or due ends, its tickets lose their marks and say why. Pause the mapping first, if nothing new is to begin."
      action="Cancel its runs"
      done={`The runs of ${name} are cancelled`}
      act={cancel}
    />
  );
}

function Delete({ mapping: { mappingId, name }, reload }: CardProps) {
  const remove = async (reason: string) => {
    await call('deleteMapping', { params: { mappingId }, body: { reason } });
    await reload();
  };
  return (
    <ReasonedAction
      needs="deleteMapping"
      label="Delete"
      about={name}
      title={`Delete ${name}?`}
      text="Its tickets are not picked up any more. What has run stays in the records."
      action="Delete mapping"
      done={`${name} is deleted`}
      act={remove}
    />
  );
}
