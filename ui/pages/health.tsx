import { useSignal } from '@preact/signals';
import type { OperationAnswer } from '../../shared/contract/admin.ts';
import type { Check } from '../../shared/contract/check.ts';
import { moment, readable } from '../format.ts';
import { Link } from '../parts/link.tsx';
import { Failure, Pill, Title } from '../parts/marks.tsx';
import { Templates } from '../parts/templates.tsx';
import { TrackerState } from '../parts/tracker-state.tsx';
import { useCall } from '../use-poller.ts';
import type { Tone } from '../words.ts';

const EVERY_MS = 10_000;

type Health = OperationAnswer<'readHealth'>;

const VERDICTS: Record<Check['verdict'], { label: string; tone: Tone }> = {
  failed: { label: 'Does not work', tone: 'bad' },
  warning: { label: 'To be mended', tone: 'wait' },
  not_tried: { label: 'Not known', tone: 'quiet' },
  ok: { label: 'In order', tone: 'good' },
};
const WORST_FIRST = Object.keys(VERDICTS);

/** Whether all parts of the deployment work, as its own records tell; GitHub and the trackers are asked when somebody asks. */
export function HealthPage() {
  const { data, error } = useCall('readHealth', {}, EVERY_MS);
  const health = data.value;
  return (
    <>
      <Title aside={health && <span class="faint">AI-Implement {health.version}</span>}>Health</Title>
      <p class="lead">
        What <code>npm run doctor</code> says of the work that goes on, as seen{' '}
        {health === undefined ? 'now' : moment(health.now)}.
      </p>
      <Failure text={error.value} />
      {health !== undefined && (
        <div class="lists">
          <section aria-labelledby="checks">
            <h2 id="checks">Parts</h2>
            <ul class="card rows">
              {health.checks
                .toSorted((a, b) => WORST_FIRST.indexOf(a.verdict) - WORST_FIRST.indexOf(b.verdict))
                .map((check) => (
                  <CheckRow key={`${check.code} ${check.name}`} check={check} />
                ))}
            </ul>
          </section>
          <section aria-labelledby="repositories">
            <h2 id="repositories">Mappings and their repositories</h2>
            <ul class="card rows">
              {health.mappings.map((mapping) => (
                <MappingRow key={mapping.mappingId} mapping={mapping} />
              ))}
            </ul>
          </section>
        </div>
      )}
    </>
  );
}

function CheckRow({ check: { name, verdict, evidence, remedy } }: { check: Check }) {
  const { label, tone } = VERDICTS[verdict];
  return (
    <li class="row desk-row">
      <Pill tone={tone}>{label}</Pill>
      <div class="desk-text">
        <span class="row-main">{name}</span>
        <span class="row-note">
          {readable(evidence)} {verdict !== 'ok' && remedy}
        </span>
      </div>
    </li>
  );
}

/** Asks its tracker and GitHub when somebody asks. */
function MappingRow({ mapping }: { mapping: Health['mappings'][number] }) {
  const isAsked = useSignal(false);
  const { mappingId, name, repository } = mapping;
  return (
    <li class="row desk-row">
      <span class="faint">{repository}</span>
      <div class="desk-text">
        <Link to={`/mappings/${mappingId}`}>{name}</Link>
        {isAsked.value && (
          <>
            <TrackerState mapping={mapping} />
            <Templates mapping={mapping} />
          </>
        )}
      </div>
      {!isAsked.value && (
        <div class="row-actions">
          <button
            type="button"
            class="button"
            onClick={() => {
              isAsked.value = true;
            }}
          >
            Check<span class="visually-hidden"> {name}</span>
          </button>
        </div>
      )}
    </li>
  );
}
