import type { OperationAnswer } from '../../shared/contract/admin.ts';
import { count } from '../format.ts';
import { Filters } from '../parts/filters.tsx';
import { Empty, Failure, Notice, Title } from '../parts/marks.tsx';
import { Paging } from '../parts/paging.tsx';
import { query } from '../route.ts';
import { useCall } from '../use-poller.ts';

const EVERY_MS = 10_000;

type Audit = OperationAnswer<'listAudit'>;
type Break = Audit['breaks'][number];

/** What was done on a day, by whom, and whether the log of it is whole. */
export function AuditPage() {
  const { data, error } = useCall('listAudit', { query: query.value }, EVERY_MS);
  const answer = data.value;
  return (
    <>
      <Title>Audit</Title>
      <p class="lead">What was done, by whom, and why. Each entry names the one before it by its hash.</p>
      <Filters filters={[{ name: 'day', label: 'Day (UTC)', isDay: true, unset: answer?.day }]} />
      <Failure text={error.value} />
      {answer !== undefined && <Breaks audit={answer} />}
      {answer?.entries.length === 0 && <Empty title="Nothing was noted on this day" />}
      {answer !== undefined && answer.entries.length > 0 && (
        <ul class="card rows">
          {answer.entries.map((entry) => (
            <li key={entry.entryId} class="row">
              <div class="row-link">
                <span class="row-main">{entry.action.replaceAll(/[_-]/g, ' ')}</span>
                <span class="row-facts">
                  <span>{entry.at.slice(11, 19)}</span>
                  <span>{entry.actor}</span>
                  <span>{entry.subject}</span>
                  {entry.seq !== undefined && <span>no. {entry.seq}</span>}
                </span>
                {entry.detail !== undefined && <span class="row-note">{entry.detail}</span>}
              </div>
            </li>
          ))}
        </ul>
      )}
      <Paging next={answer?.next} />
    </>
  );
}

function Breaks({ audit: { breaks } }: { audit: Audit }) {
  const unlinked = breaks.filter(({ kind }) => kind === 'unlinked').length;
  const torn = breaks.filter(({ kind }) => kind !== 'unlinked');
  return (
    <>
      {torn.length > 0 && (
        <Notice tone="bad" title="The chain of this day is broken">
          {torn.map(wordsOfBreak).join(' ')} Somebody wrote to the table past advance-run, or it was restored.
        </Notice>
      )}
      {unlinked > 0 && (
        <Notice tone="wait" title={`${count(unlinked, 'entry', 'entries')} outside of the chain`}>
          Cut off before it had its place, which it gets when its message comes again; or written by a version before
          there was a chain, or by somebody else.
        </Notice>
      )}
    </>
  );
}

function wordsOfBreak(found: Break): string {
  switch (found.kind) {
    case 'changed':
      return `No. ${found.seq} was changed after it was noted.`;
    case 'torn':
      return `No. ${found.seq} does not follow the one before it.`;
    case 'missing':
      return found.seq === found.to ? `No. ${found.seq} is missing.` : `No. ${found.seq} to ${found.to} are missing.`;
    case 'headless':
      return 'Which entry is the last is not known any more.';
    case 'unlinked':
      return '';
  }
}
