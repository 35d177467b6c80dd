import { useSignal } from '@preact/signals';
import type { DryRun, InLine } from '../../shared/contract/dry-run.ts';
import { call } from '../api.ts';
import { capital, count, readable } from '../format.ts';
import { reasonWords } from '../words.ts';
import { ActionButton } from './action-button.tsx';
import { Link, ticketPage } from './link.tsx';
import { Pill } from './marks.tsx';

/** Says what a mapping would take now, when it is asked. */
export function DryRunSection({ mapping: { mappingId, name } }: { mapping: { mappingId: string; name: string } }) {
  const seen = useSignal<DryRun | undefined>(undefined);
  const look = async () => {
    seen.value = await call('dryRun', { params: { mappingId } });
  };
  return (
    <section class="card padded check" aria-labelledby="dry-run">
      <div class="section-head">
        <h2 id="dry-run">What it would take now</h2>
        <ActionButton
          needs="dryRun"
          label={seen.value === undefined ? 'Look' : 'Look again'}
          about={name}
          done="Looked"
          act={look}
        />
      </div>
      {seen.value !== undefined && <Seen seen={seen.value} />}
    </section>
  );
}

function Seen({ seen: { held, limit, inUse, takes, waits, refused } }: { seen: DryRun }) {
  return (
    <>
      <p>
        {inUse} of {count(limit, 'slot')} in use.{' '}
        {held === undefined
          ? `${takes.length === 0 ? 'Nothing' : count(takes.length, 'ticket')} would begin.`
          : `${capital(held)}: nothing begins.`}
      </p>
      <Line title="Begins now" tickets={takes} />
      <Line title="Waits for a slot, in this order" tickets={waits} />
      <Line title="Is not taken" tickets={refused} isRefused />
    </>
  );
}

interface LineProps {
  title: string;
  tickets: readonly (InLine & { isOfOther?: boolean })[];
  isRefused?: boolean;
}

function Line({ title, tickets, isRefused = false }: LineProps) {
  if (tickets.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ol>
        {tickets.map((ticket) => (
          <li key={`${ticket.tracker}#${ticket.ticketId}`} class="stretch">
            {isRefused && <Pill tone={reasonWords(ticket.reason).tone}>{reasonWords(ticket.reason).label}</Pill>}
            <span class="line-main">
              <Link to={ticketPage(ticket)}>
                <span class="key">{ticket.key}</span> <bdi>{ticket.title}</bdi>
              </Link>
              {isRefused && <span class="line-note">{readable(ticket.detail)}</span>}
              {ticket.isOfOther === true && <span class="line-note">of another mapping with the same slots</span>}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}
