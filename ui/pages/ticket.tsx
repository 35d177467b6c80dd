import type { TicketDetail } from '../../shared/contract/ticket-views.ts';
import { duration, moment, ordinal, readable } from '../format.ts';
import { Ledger } from '../parts/ledger.tsx';
import { Link, Outside } from '../parts/link.tsx';
import { Failure, Notice, Pill, Title } from '../parts/marks.tsx';
import { PlanReview } from '../parts/plan-review.tsx';
import { Spent } from '../parts/raise-budget.tsx';
import { TicketActions } from '../parts/ticket-actions.tsx';
import { useCall } from '../use-poller.ts';
import { reasonWords, wordsOfTicket } from '../words.ts';

interface TicketPageProps {
  /** As the address has it: the API says whether there is such a one. */
  tracker: string;
  ticketId: string;
}

/** One ticket: what holds it, its plan, and its way from mark to merge. */
export function TicketPage({ tracker, ticketId }: TicketPageProps) {
  const { data, error, reload } = useCall('readTicket', {
    params: { tracker: tracker as TicketDetail['tracker'], ticketId },
  });
  const ticket = data.value;
  return (
    <>
      <p class="crumbs">
        <Link to="/tickets">Tickets</Link>
      </p>
      {ticket === undefined ? <Title>Ticket</Title> : <TicketTitle ticket={ticket} />}
      <Failure text={error.value} />
      {ticket !== undefined && (
        <div class="lists">
          <WhyNotYet ticket={ticket} reload={reload} />
          {ticket.blocked?.canApprove === true && (
            <section aria-labelledby="plan">
              <h2 id="plan">Plan</h2>
              <div class="card padded">
                <PlanReview ticket={ticket.blocked} reload={reload} isOpen />
              </div>
            </section>
          )}
          <section aria-labelledby="ledger">
            <h2 id="ledger">From mark to merge</h2>
            <Ledger ledger={ticket.ledger} now={ticket.now} />
            <p class="faint below-list">
              <Spent budget={ticket.spending} />
            </p>
          </section>
        </div>
      )}
    </>
  );
}

function TicketTitle({ ticket }: { ticket: TicketDetail }) {
  const { label, tone } = wordsOfTicket(ticket);
  return (
    <>
      <Title aside={<Pill tone={tone}>{label}</Pill>}>
        <span class="key">{ticket.key}</span> <bdi>{ticket.title}</bdi>
      </Title>
      <p class="links">
        <Outside href={ticket.url}>Ticket</Outside>
        {ticket.pullRequests.map(({ repository, number, url, state }) => (
          <Outside key={url} href={url}>{`${repository}#${number}, ${state}`}</Outside>
        ))}
        {ticket.runId !== undefined && <Link to={`/runs/${ticket.runId}`}>Newest run</Link>}
        {ticket.mappingName !== undefined && <Link to={`/mappings/${ticket.mappingId}`}>{ticket.mappingName}</Link>}
      </p>
    </>
  );
}

/** Why it does not run, in the words of the page Blocked; its place in the line, and what changes it. */
function WhyNotYet({ ticket, reload }: { ticket: TicketDetail; reload: () => Promise<void> }) {
  const { blocked, place } = ticket;
  if (blocked === undefined) return null;
  const { label, tone } = reasonWords(blocked.reason);
  return (
    <Notice
      tone={tone}
      title={label}
      action={
        <span class="actions">
          <TicketActions ticket={{ ...blocked, canApprove: false }} reload={reload} />
        </span>
      }
    >
      {readable(blocked.detail)}
      {place !== undefined && ` ${placeWords(place)}`}
    </Notice>
  );
}

function placeWords({ place, of, bucket, about, basis }: NonNullable<TicketDetail['place']>): string {
  const where = `${ordinal(place)} of ${of} for the slots of ${bucket}`;
  if (about === undefined || basis === undefined) return `${where}.`;
  const half = duration('1970-01-01T00:00:00.000Z', new Date(basis.halfUnderMs).toISOString());
  return `${where}, about ${moment(about)} (half of the last ${basis.runs} runs took under ${half}).`;
}
