import type { PullRequestView } from '../../shared/contract/pull-request-views.ts';
import { ago, capital, count, moment, phaseName } from '../format.ts';
import { wordsOfPullRequest } from '../words.ts';
import { Link, Outside } from './link.tsx';
import { Pill } from './marks.tsx';
import { PullFindings } from './pull-findings.tsx';

/** One pull request: what it is, what goes on there, and how well it is known. */
export function PullRequestRow({ pull, now }: { pull: PullRequestView; now: string }) {
  const { repository, number, url, ticket, running, next } = pull;
  const { label, tone } = wordsOfPullRequest(pull);
  return (
    <li class="row pull-request">
      <div class="row-link">
        <span class="row-main">
          <Outside href={url}>
            <span class="key">
              {repository}#{number}
            </span>{' '}
            {ticket?.title}
          </Outside>
        </span>
        <span class="row-facts">
          {ticket !== undefined && <Outside href={ticket.url}>{ticket.key}</Outside>}
          {running !== undefined && <Link to={`/runs/${running.runId}`}>{phaseName(running.phase)} at work</Link>}
        </span>
        {next !== undefined && <span class="row-note">{wordsOfNext(next, now)}</span>}
        {pull.unanswered > 0 && (
          <span class="row-note">Not yet taken by GitHub: {count(pull.unanswered, 'answer')} of ours</span>
        )}
        <PullFindings repository={repository} number={number} />
      </div>
      <dl class="known">
        <Known term="Follow-ups, 24 h" value={String(pull.followUpsIn24h)} />
        <Known term="Last webhook" value={pull.deliveredAt === undefined ? 'none yet' : ago(pull.deliveredAt, now)} />
        <Known term="Last read" value={pull.reconciledAt === undefined ? 'not yet' : ago(pull.reconciledAt, now)} />
      </dl>
      <Pill tone={tone}>{label}</Pill>
    </li>
  );
}

function Known({ term, value }: { term: string; value: string }) {
  return (
    <div class="known-fact">
      <dt>{term}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function wordsOfNext(next: NonNullable<PullRequestView['next']>, now: string): string {
  const { attempt, notBefore, askedBy, instruction, heldBy } = next;
  const due = notBefore > now ? `due at ${moment(notBefore)}` : 'due now';
  const asked = askedBy.length > 0 && `asked for by ${askedBy.map((login) => `@${login}`).join(', ')}`;
  const facts = [attempt > 1 && `attempt ${attempt}`, asked, heldBy ?? due].filter((fact) => fact !== false);
  return `Next follow-up: ${facts.join(', ')}${instruction === undefined ? '' : `. ${capital(instruction)}`}`;
}
