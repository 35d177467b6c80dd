import type { RunDetail } from '../../shared/contract/run-views.ts';
import { runnerText } from '../../shared/contract/runner-text.ts';
import { capital, costWords, count, duration, moment, phaseName } from '../format.ts';
import { Link, ticketPage } from '../parts/link.tsx';
import { CancelRun, RunLinks } from '../parts/live-run.tsx';
import { Markdown } from '../parts/markdown.tsx';
import { Empty, Failure, Notice, Pill, Title } from '../parts/marks.tsx';
import { Steps } from '../parts/steps.tsx';
import { useCall } from '../use-poller.ts';
import { wordsOfRun } from '../words.ts';

export function RunPage({ runId }: { runId: string }) {
  const { data, error, reload } = useCall('readRun', { params: { runId } });
  const run = data.value;
  return (
    <>
      <p class="crumbs">
        <Link to="/runs">Runs</Link>
        {run !== undefined && (
          <>
            {' / '}
            <Link to={ticketPage(run)}>Ticket {run.ticketKey}, from mark to merge</Link>
          </>
        )}
      </p>
      {run === undefined ? <Title>Run</Title> : <RunTitle run={run} reload={reload} />}
      <Failure text={error.value} />
      {run !== undefined && <RunBoards run={run} />}
    </>
  );
}

function RunTitle({ run, reload }: { run: RunDetail; reload: () => Promise<void> }) {
  const { label, tone } = wordsOfRun(run);
  return (
    <>
      <Title
        aside={
          <span class="actions">
            <Pill tone={tone}>{label}</Pill>
            {run.endedAt === undefined && <CancelRun run={run} reload={reload} />}
          </span>
        }
      >
        <span class="key">{run.ticketKey}</span> {run.ticketTitle}
      </Title>
      <RunLinks run={run} />
    </>
  );
}

function RunBoards({ run }: { run: RunDetail }) {
  const drift = run.runner && runnerText(run.runner);
  return (
    <>
      {run.failureReason !== undefined && (
        <Notice tone="bad" title={`${capital(run.failureKind ?? 'substance')} failure`}>
          {run.failureReason}
          {run.failureRemedy !== undefined && ` What to do: ${run.failureRemedy} `}
          {run.failureCode !== undefined && <code>{run.failureCode}</code>}
        </Notice>
      )}
      {drift !== undefined && (
        <Notice tone="wait" title="Another runner">
          {drift}
        </Notice>
      )}
      <div class="boards">
        <section aria-labelledby="steps">
          <h2 id="steps">Steps</h2>
          {run.steps.length === 0 ? (
            <Empty title="No step reported yet">The runner reports its steps once it has started.</Empty>
          ) : (
            <div class="card padded">
              <Steps steps={run.steps} now={run.now} />
            </div>
          )}
        </section>
        <section aria-labelledby="facts">
          <h2 id="facts">Facts</h2>
          <dl class="card padded definitions">
            {facts(run).map(([term, value]) => (
              <div class="definition" key={term}>
                <dt class="definition-term">{term}</dt>
                <dd class="definition-value">{value}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
      {run.report?.gapAnalysis !== undefined && <GapAnalysis text={run.report.gapAnalysis} />}
    </>
  );
}

function GapAnalysis({ text }: { text: string }) {
  return (
    <section class="below" aria-labelledby="gaps">
      <h2 id="gaps">Gap analysis</h2>
      <div class="card padded">
        {/* Its first line says what stands above already. */}
        <Markdown text={text.replace(/^\s*## .*\n/, '')} />
      </div>
    </section>
  );
}

function facts(run: RunDetail): [string, string][] {
  const { usage, report } = run;
  const all: [string, string | undefined][] = [
    ['Phase', `${phaseName(run.phase)}${run.attempt > 1 ? `, attempt ${run.attempt}` : ''}`],
    ['Duration', duration(run.startedAt ?? run.reservedAt, run.endedAt ?? run.now)],
    ['Cost', run.costUsd === undefined ? undefined : costWords(run)],
    ['Turns', usage?.turns.toLocaleString()],
    ['Tokens', usage && `${usage.inputTokens.toLocaleString()} in, ${usage.outputTokens.toLocaleString()} out`],
    ['Changes', report?.changes && changesText(report.changes)],
    ['Report', report && reportText(report)],
    ['Repository', run.repository],
    ['Branch', run.branch],
    ['Workflow', run.workflowFile],
    ['Admitted', moment(run.reservedAt)],
    ['Started', run.startedAt && moment(run.startedAt)],
    ['Ended', run.endedAt && moment(run.endedAt)],
    ['Run', run.runId],
    ['Repeats', run.retryOf],
  ];
  return all.flatMap(([term, value]) => (value === undefined ? [] : [[term, value]]));
}

type Changes = NonNullable<NonNullable<RunDetail['report']>['changes']>;

function changesText({ files, additions, deletions }: Changes): string {
  return `${count(files, 'file')}, +${additions.toLocaleString()} −${deletions.toLocaleString()}`;
}

function reportText(report: NonNullable<RunDetail['report']>): string {
  const draft = report.isDraft === true ? `, draft with ${report.openFindings ?? 0} open findings` : '';
  return `${capital(report.outcome)}${draft}`;
}
