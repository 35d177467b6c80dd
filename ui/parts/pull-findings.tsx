import { useSignal } from '@preact/signals';
import type { FindingList, FindingView } from '../../shared/contract/pull-request-views.ts';
import { call } from '../api.ts';
import { ago } from '../format.ts';
import { Link, Outside } from './link.tsx';
import { Failure, Pill } from './marks.tsx';

interface Props {
  /** `owner/repo`. */
  repository: string;
  number: number;
}

/** What was found on a pull request; asked for when somebody wants to see it. */
export function PullFindings({ repository, number }: Props) {
  const list = useSignal<FindingList | undefined>(undefined);
  const failure = useSignal<string | undefined>(undefined);
  const [owner = '', repo = ''] = repository.split('/');
  const load = async () => {
    try {
      list.value = await call('listFindings', { params: { owner, repo, number: String(number) } });
      failure.value = undefined;
    } catch (error) {
      failure.value = (error as Error).message;
    }
  };
  return (
    <details class="findings" onToggle={({ currentTarget }) => void (currentTarget.open && load())}>
      <summary>
        Findings
        <span class="visually-hidden">
          {' '}
          of {repository}#{number}
        </span>
      </summary>
      <Failure text={failure.value} />
      {list.value !== undefined && <Findings list={list.value} />}
    </details>
  );
}

function Findings({ list: { findings, isCut, now } }: { list: FindingList }) {
  if (findings.length === 0) return <p class="faint">Nothing was found.</p>;
  return (
    <>
      <ul>
        {findings.map((finding) => (
          <Finding key={finding.fingerprint} finding={finding} now={now} />
        ))}
      </ul>
      {isCut && <p class="faint">There are more.</p>}
    </>
  );
}

const TONES = { open: 'wait', addressed: 'good', dropped: 'quiet' } as const;

function Finding({ finding, now }: { finding: FindingView; now: string }) {
  const { login, url, path, line, body, state, reason, answeredBy, updatedAt } = finding;
  const place = path === undefined ? '' : ` on ${path}${line === undefined ? '' : `:${line}`}`;
  return (
    <li class="finding">
      <Pill tone={TONES[state]}>{state}</Pill>
      <div>
        <Outside href={url}>
          @{login}
          {place}
        </Outside>
        <p class="said">{body}</p>
        <p class="faint">
          {reason} {answeredBy !== undefined && <Link to={`/runs/${answeredBy.runId}`}>The run</Link>}{' '}
          {ago(updatedAt, now)}
        </p>
      </div>
    </li>
  );
}
