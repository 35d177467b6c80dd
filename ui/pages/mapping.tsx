import { useEffect, useMemo } from 'preact/hooks';
import type { OperationAnswer } from '../../shared/contract/admin.ts';
import type { MappingView } from '../../shared/contract/mapping-record.ts';
import { DryRunSection } from '../parts/dry-run.tsx';
import { Link } from '../parts/link.tsx';
import { MappingForm } from '../parts/mapping-form.tsx';
import { Failure, Notice, Title } from '../parts/marks.tsx';
import { Templates } from '../parts/templates.tsx';
import { TrackerState } from '../parts/tracker-state.tsx';
import { poller } from '../use-poller.ts';

const NEW = 'new';

/** The form of one mapping, or of a new one. Loaded once, so that nothing changes under the hands of whoever types. */
export function MappingPage({ mappingId }: { mappingId: string }) {
  const { data, error, reload } = useMemo(() => poller('listMappings', {}), []);
  useEffect(() => void reload(), [reload]);
  const list = data.value;
  const mapping = list?.mappings.find((one) => one.mappingId === mappingId);
  return (
    <>
      <p class="crumbs">
        <Link to="/mappings">Mappings</Link>
      </p>
      <Title>{mappingId === NEW ? 'New mapping' : (mapping?.name ?? 'Mapping')}</Title>
      <Failure text={error.value} />
      {list !== undefined && <Body isNew={mappingId === NEW} mapping={mapping} list={list} />}
    </>
  );
}

interface BodyProps {
  isNew: boolean;
  mapping: MappingView | undefined;
  list: OperationAnswer<'listMappings'>;
}

function Body({ isNew, mapping, list }: BodyProps) {
  if (!isNew && mapping === undefined) return <Notice tone="wait" title="There is no such mapping (any more)." />;
  return (
    <>
      {mapping !== undefined && <Check mapping={mapping} />}
      {mapping !== undefined && <DryRunSection mapping={mapping} />}
      <MappingForm mapping={mapping} choices={list} />
    </>
  );
}

/** What its tracker and its repository say to the mapping as it is saved. */
function Check({ mapping }: { mapping: MappingView }) {
  return (
    <section class="card padded check" aria-labelledby="check">
      <h2 id="check">Check</h2>
      <TrackerState mapping={mapping} />
      <Templates mapping={mapping} />
    </section>
  );
}
