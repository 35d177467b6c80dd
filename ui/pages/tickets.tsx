import type { TicketList, TicketView } from '../../shared/contract/ticket-views.ts';
import { ago, readable } from '../format.ts';
import { type Filter, Filters, mappingFilter } from '../parts/filters.tsx';
import { Link, ticketPage } from '../parts/link.tsx';
import { Empty, Failure, Pill, Title } from '../parts/marks.tsx';
import { Paging } from '../parts/paging.tsx';
import { query } from '../route.ts';
import { useCall } from '../use-poller.ts';
import { TICKET_STATUS_CHOICES, wordsOfTicket } from '../words.ts';

const EVERY_MS = 5000;

export function TicketsPage() {
  const { data, error } = useCall('listTickets', { query: query.value }, EVERY_MS);
  const answer = data.value;
  return (
    <>
      <Title>Tickets</Title>
      <Filters filters={filtersOf(answer)} />
      <Failure text={error.value} />
      {answer !== undefined && <Tickets answer={answer} />}
    </>
  );
}

function filtersOf(answer: TicketList | undefined): Filter[] {
  const mappings = answer?.mappings ?? [];
  return [
    { name: 'status', label: 'Status', all: 'Open', choices: TICKET_STATUS_CHOICES },
    mappingFilter(mappings),
    { name: 'ticket', label: 'Key', placeholder: 'ENG-12' },
  ];
}

function Tickets({ answer: { tickets, next, now } }: { answer: TicketList }) {
  return (
    <>
      {tickets.length === 0 ? (
        <Empty title="No such ticket">
          {next === undefined ? 'A ticket is known here once it was marked.' : 'None of those that changed last.'}{' '}
          {Object.keys(query.value).length > 0 && <Link to="/tickets">All open tickets</Link>}
        </Empty>
      ) : (
        <ul class="card rows">
          {tickets.map((ticket) => (
            <TicketRow key={`${ticket.tracker}#${ticket.ticketId}`} ticket={ticket} now={now} />
          ))}
        </ul>
      )}
      <Paging next={next} nextLabel={tickets.length < 50 ? 'Look further back' : 'Older'} />
    </>
  );
}

function TicketRow({ ticket, now }: { ticket: TicketView; now: string }) {
  const { label, tone } = wordsOfTicket(ticket);
  return (
    <li class="row line">
      <Pill tone={tone}>{label}</Pill>
      <span class="line-main">
        <Link to={ticketPage(ticket)} class="line-link">
          <span class="key">{ticket.key}</span> <bdi>{ticket.title}</bdi>
        </Link>
        {ticket.blocked !== undefined && <span class="line-note">{readable(ticket.blocked.detail)}</span>}
      </span>
      <span class="line-figures">
        <span>{ago(ticket.updatedAt, now)}</span>
      </span>
    </li>
  );
}
