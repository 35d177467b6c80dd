import { escapeHtml } from '../../loopback/escape-html.ts';
import { badge, moment } from '../../pages/page.ts';
import type { World } from '../operations/world.ts';
import { fullName, type SimulatedRepository } from '../repositories.ts';
import type { WorkflowJob, WorkflowRun } from '../workflow-runs.ts';
import { githubPage, repositoryLinks } from './repository-pages.ts';

/** The page of a workflow run; undefined when there is none. */
export function runPage(world: World, repository: SimulatedRepository, id: number): string | undefined {
  const run = world.state().runs.find((one) => one.id === id && one.repository === fullName(repository));
  return run === undefined ? undefined : githubPage(run.name, content(run));
}

function content(run: WorkflowRun): string {
  const place = `${escapeHtml(run.workflow)} in ${escapeHtml(run.repository)}, on ${escapeHtml(run.branch)}`;
  const jobs = run.jobs?.map(jobView).join('\n') ?? '<p class="quiet">It left no log: its machine was lost.</p>';
  return `${repositoryLinks(run.repository)}<p>${badge(run.conclusion ?? run.status)} ${place}</p>
<p class="quiet">Attempt ${run.attempt}, ${moment(run.createdAt)} to ${moment(run.updatedAt)}</p>
${jobs}`;
}

function jobView(job: WorkflowJob): string {
  const steps = job.steps.map((step) => partView(step, logView(step.log)));
  return `<article><h2>${badge(job.conclusion ?? job.status)} ${escapeHtml(job.name)}</h2>
${logView(job.log)}
${steps.join('\n')}</article>`;
}

function partView({ name, status, conclusion, isExcused }: WorkflowJob['steps'][number], log: string): string {
  const outcome = isExcused === true ? `${badge('failure')} (the job goes on)` : badge(conclusion ?? status);
  const title = `${outcome} ${escapeHtml(name)}`;
  return log === '' ? `<p>${title}</p>` : `<details><summary>${title}</summary>${log}</details>`;
}

function logView(log: string | undefined): string {
  return log === undefined || log === '' ? '' : `<pre>${escapeHtml(log)}</pre>`;
}
