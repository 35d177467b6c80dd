import { ticketName } from '../../shared/domain/ticket.ts';
import {
  editForbiddenComment,
  givenUpComment,
  labelsExcludedComment,
  valueMissingComment,
} from '../../shared/domain/ticket-comments.ts';
import { type TicketRecord, type WantedComment, withComment } from '../../shared/domain/ticket-record.ts';
import type { MarkersRefused } from '../../shared/ports/tracker.ts';
import type { AdvanceRunDeps } from './advance-run-deps.ts';

type Deps = Pick<AdvanceRunDeps, 'ids' | 'version' | 'adminUrl'>;

/** The record after a try, which wants comments about what its tracker will not show until people mend something. */
export function tellUnshown(
  deps: Deps,
  { before, tried, refusals }: { before: TicketRecord; tried: TicketRecord; refusals: readonly MarkersRefused[] },
): TicketRecord {
  return tellGivenUp(deps, before, tellRefusals(deps, before, tried, refusals));
}

/** One comment for each thing that people have to mend; wanted again only where it has changed. */
function tellRefusals(
  deps: Deps,
  before: TicketRecord,
  noted: TicketRecord,
  refusals: readonly MarkersRefused[],
): TicketRecord {
  const reasonIn = ({ unshown }: TicketRecord) => unshown?.find(({ what }) => what === 'markers')?.reason;
  if (reasonIn(before) === reasonIn(noted)) return noted;
  return refusals.map((refused) => refusalComment(deps, before, refused)).reduce(withComment, noted);
}

function refusalComment({ ids, version }: Deps, record: TicketRecord, refused: MarkersRefused): WantedComment {
  if (refused.outcome === 'value_missing') {
    const { field, value } = refused;
    const commentId = ids.uuidFrom(`${ticketName(record)} misses ${field} ${value}`);
    return { commentId, body: valueMissingComment({ field, value, version }) };
  }
  if (refused.outcome === 'edit_forbidden') {
    const commentId = ids.uuidFrom(`${ticketName(record)} lacks ${refused.permission}`);
    return { commentId, body: editForbiddenComment({ ...refused, version }) };
  }
  const commentId = ids.uuidFrom(`${ticketName(record)} excluded by ${refused.groups.join(', ')}`);
  return { commentId, body: labelsExcludedComment({ ...refused, version }) };
}

/** What was given up is told in one comment of the ticket; if that is refused too, only the admin UI tells it. */
function tellGivenUp(deps: Deps, before: TicketRecord, noted: TicketRecord): TicketRecord {
  const commentId = deps.ids.uuidFrom(`${ticketName(noted)} given up`);
  const givenUp = ({ unshown = [] }: TicketRecord) =>
    unshown.filter((one) => one.isGivenUp && one.isTold !== true && one.what !== commentId);
  const now = givenUp(noted);
  const isNews = now.some(({ what }) => !givenUp(before).some((one) => one.what === what));
  if (!isNews) return noted;
  const given = now.map(({ stage, reason }) => {
    const subject: 'markers' | 'comment' = stage === undefined ? 'comment' : 'markers';
    return { subject, reason };
  });
  const { version, adminUrl } = deps;
  return withComment(noted, { commentId, body: givenUpComment({ given, prUrl: noted.prUrl, version, adminUrl }) });
}
