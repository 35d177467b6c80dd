import type { BlockedTicket } from '../../shared/contract/blocked-ticket.ts';
import { ago, count, readable } from '../format.ts';
import { Link, Outside, ticketPage } from '../parts/link.tsx';
import { Empty, Failure, Pill, Title } from '../parts/marks.tsx';
import { Spent } from '../parts/raise-budget.tsx';
import { TicketActions } from '../parts/ticket-actions.tsx';
import { useCall } from '../use-poller.ts';
import { reasonWords } from '../words.ts';

const EVERY_MS = 5000;
export function BlockedPage() {
  const { data, error, reload } = useCall('listBlocked', {}, EVERY_MS);
  const answer = data.value;
  return (
    <>
      <Title aside={answer && <span class="faint">{count(answer.tickets.length, 'ticket')}</span>}>Blocked</Title>
      <p class="lead">Tickets that were marked and are not running, and why.</p>
      <Failure text={error.value} />
      {answer?.tickets.length === 0 && (
        <Empty title="Nothing is blocked">Every marked ticket runs, or is in review.</Empty>
      )}
      {answer !== undefined && answer.tickets.length > 0 && (
        <ul class="card rows">
          {answer.tickets.map((ticket) => (
            <BlockedRow key={`${ticket.tracker}#${ticket.ticketId}`} ticket={ticket} now={answer.now} reload={reload} />
          ))}
        </ul>
      )}
    </>
  );
}

interface RowProps {
  ticket: BlockedTicket;
  now: string;
  reload: () => Promise<void>;
}

function BlockedRow({ ticket, now, reload }: RowProps) {
  const { label, tone } = reasonWords(ticket.reason);
  return (
    <li class="row blocked">
      <div class="row-link">
        <span class="row-main">
          <Link to={ticketPage(ticket)}>
            <span class="key">{ticket.key}</span> <bdi>{ticket.title}</bdi>
          </Link>
        </span>
        <span class="row-facts">
          <span class="row-note">{readable(ticket.detail)}</span>
          {ticket.budget !== undefined && <Spent budget={ticket.budget} />}
          <span>{ago(ticket.since, now)}</span>
          <Outside href={ticket.url}>Ticket</Outside>
          {ticket.lastRunId !== undefined && <Link to={`/runs/${ticket.lastRunId}`}>Last run</Link>}
        </span>
      </div>
      <Pill tone={tone}>{label}</Pill>
      <TicketActions ticket={ticket} reload={reload} />
    </li>
  );
}
