import { obstacleTo } from '../../../shared/domain/follow-ups/absorb-feedback.ts';
import type { FindingRecord } from '../../../shared/domain/follow-ups/finding.ts';
import type { PullRequestFeedback, Remark } from '../../../shared/domain/follow-ups/pull-request-feedback.ts';
import type { PullRequestRecord } from '../../../shared/domain/follow-ups/pull-request-record.ts';
import type { Run } from '../../../shared/domain/run.ts';
import { DAY_MS, elapsedMs } from '../../../shared/domain/time.ts';
import { TICKET_IDS, type World } from '../world.ts';
import type { ReviewedPull, Reviews } from './reviews.ts';

/** Follow-ups that findings alone begin within a day. */
const MOST_A_DAY = 4;

/** Once nothing is due any more: all that was said was heard, worked on or explained, and said back once. */
export async function checkReviews(world: World, reviews: Reviews): Promise<void> {
  for (const pull of reviews.pulls.values()) await checkPull(world, reviews, pull);
  for (const ticketId of TICKET_IDS) await checkBudget(world, ticketId);
  checkAnswers(world, reviews);
}

async function checkPull(world: World, reviews: Reviews, pull: ReviewedPull): Promise<void> {
  const { fakes, monitor } = world;
  const record = await fakes.pullRequests.read(pull);
  // Of a run that died just after it had opened it.
  if (record === undefined) return;
  if (record.state !== pull.state) monitor.violate(`#${pull.number} is ${pull.state}, and its record ${record.state}`);
  if (record.wanted.length > 0) monitor.violate(`#${pull.number} wants ${record.wanted.length} answers for ever`);
  if (record.state !== 'open') return;
  const findings = await fakes.pullRequests.findings(pull);
  for (const { state, reason, body } of findings) {
    if (state === 'open' && (reason === undefined || reason === 'unconfirmed'))
      monitor.violate(`on #${pull.number} stays open without a reason: ${body}`);
  }
  for (const remark of pull.remarks) checkHeard(world, reviews, { pull, record, remark, findings });
}

interface Said {
  pull: ReviewedPull;
  record: PullRequestRecord;
  remark: Remark;
  findings: readonly FindingRecord[];
}

/** What a writer says and nobody took back is a finding. */
function checkHeard({ monitor }: World, { sayings }: Reviews, { pull, remark, findings }: Said): void {
  const { body, author } = remark;
  if (sayings.get(body)?.isWriter !== true || author?.isBot) return;
  const { headSha, headCommittedAt } = pull;
  const isOut = obstacleTo(remark, { headSha, headCommittedAt } as PullRequestFeedback) !== undefined;
  const isHeard = findings.some((finding) => finding.body === body && finding.state !== 'dropped');
  if (!isOut && !isHeard) monitor.violate(`on #${pull.number} nobody heard: ${body}`);
}

/** Those that begin by themselves, without repeats and without what a person asked for. */
async function checkBudget({ fakes, monitor }: World, ticketId: string): Promise<void> {
  const runs = await fakes.runs.ofTicket({ tracker: 'linear', ticketId });
  const automatic = runs.filter(({ followUp, retryOf }) => followUp?.comments.length === 0 && retryOf === undefined);
  for (const first of automatic) {
    const within = automatic.filter((run) => isWithinADay(first, run));
    if (within.length > MOST_A_DAY)
      monitor.violate(`#${first.followUp?.pullNumber} has ${within.length} follow-ups by themselves within a day`);
  }
}

function isWithinADay(first: Run, { reservedAt, followUp }: Run): boolean {
  const afterMs = elapsedMs(first.reservedAt, reservedAt);
  return followUp?.pullNumber === first.followUp?.pullNumber && afterMs >= 0 && afterMs < DAY_MS;
}

/** What we say stands there once, and once more at most for each time that whoever said it could not know. */
function checkAnswers({ monitor, plan }: World, { host, lostAnswers, counts }: Reviews): void {
  const times = new Map<string, number>();
  for (const { pull, answerId } of host.said) {
    const name = `${pull} ${answerId}`;
    times.set(name, (times.get(name) ?? 0) + 1);
  }
  counts.answers = host.said.length;
  counts.lostAnswers = [...lostAnswers.values()].reduce((sum, count) => sum + count, 0);
  // Consumers that overtake each other may both look before either speaks.
  if (plan.isGroupLoose) return;
  counts.doubles = [...times.values()].reduce((sum, count) => sum + count - 1, 0);
  for (const [name, count] of times) {
    if (count - 1 > (lostAnswers.get(name) ?? 0)) monitor.violate(`"${name}" was said ${count} times`);
  }
}
