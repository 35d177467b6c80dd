import type { OperationAnswer } from '../../../shared/contract/admin.ts';
import { Candidate, LifecycleEvent } from '../../../shared/contract/events.ts';
import type { TicketRef } from '../../../shared/domain/ticket.ts';
import type { DeadLetter } from '../../../shared/ports/work-queue.ts';
import type { AdminDeps } from '../admin-deps.ts';

type Deps = Pick<AdminDeps, 'deadLetters' | 'failures' | 'tickets' | 'runs' | 'clock'>;
type Answer = OperationAnswer<'listDeadLetters'>;

/** How many messages failed for good, and up to ten of each queue: of which ticket, why, and since when. */
export async function listDeadLetters(deps: Deps): Promise<Answer> {
  const [counts, ...letters] = await Promise.all([
    deps.deadLetters.counts(),
    deps.deadLetters.peek('candidates'),
    deps.deadLetters.peek('lifecycle'),
  ]);
  const views = await Promise.all(letters.flat().map((letter) => present(deps, letter)));
  return { now: deps.clock.now(), counts, letters: views };
}

async function present(deps: Deps, letter: DeadLetter): Promise<Answer['letters'][number]> {
  const { what, runId, ref } = meaningOf(letter);
  const [note, record, run] = await Promise.all([
    deps.failures.read(letter.body),
    ref && deps.tickets.read(ref),
    runId === undefined ? undefined : deps.runs.read(runId),
  ]);
  const [ticketKey, ticketUrl] = [record?.key ?? run?.ticketKey, record?.url ?? run?.ticketUrl];
  return { ...letter, what, ticketKey, ticketUrl, reason: note?.reason };
}

interface Meaning {
  what?: string | undefined;
  runId?: string | undefined;
  ref?: TicketRef | undefined;
}

/** A message that its consumer could not read either means nothing to us. */
function meaningOf({ queue, body }: DeadLetter): Meaning {
  const message = parsed(body);
  if (queue === 'candidates') {
    const candidate = Candidate.safeParse(message).data;
    return candidate === undefined ? {} : { what: `candidate of ${candidate.phase}`, ref: candidate };
  }
  const event = LifecycleEvent.safeParse(message).data;
  if (event === undefined) return {};
  if (event.type === 'WorkflowRunEnded') return { what: event.type, runId: event.runId };
  const [what, about] = event.type === 'TimerDue' ? [`timer ${event.timer.kind}`, event.timer] : [event.type, event];
  return { what, ref: 'ticketId' in about ? about : undefined };
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
