import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { grantedCacheMode } from './cache-mode.ts';
import { evaluate, evaluateTexts, type Scope, textOf } from './expressions.ts';
import { jobClaims } from './job-claims.ts';
import { type JobPlay, jobVariables } from './job-play.ts';
import { killLeftovers } from './leftovers.ts';
import { playStep } from './play-step.ts';
import { eventOf, type FileFrame, type JobRecord, type JobResult, type Runner, type RunPlay } from './run-play.ts';
import { masks } from './step-log.ts';
import { Unsupported } from './unsupported.ts';
import type { Permissions, StepsJob } from './workflow-file.ts';

export interface StepsOrder {
  frame: FileFrame;
  job: StepsJob;
  scope: Scope;
  record: JobRecord;
  permissions: Permissions;
}

const DEFAULT_JOB_MINUTES = 360;

/** Plays a job with steps: a fresh machine, as far as folders go, that is gone afterwards. */
export async function playSteps(play: RunPlay, order: StepsOrder): Promise<JobResult> {
  const { frame, job, scope, record } = order;
  const { label, runner } = takenBy(play, order);
  Object.assign(record, { labels: [label], runner });
  const claims = jobClaims(play.facts, frame.file.path, { subject: play.subject, runner });
  const identity = order.permissions['id-token'] === 'write' ? play.issuer.admit(claims) : undefined;
  const limit = new AbortController();
  const minutes =
    job.timeoutMinutes === undefined ? DEFAULT_JOB_MINUTES : evaluate(play.language, job.timeoutMinutes, scope);
  if (typeof minutes !== 'number') throw new Unsupported(frame.file.path, `timeout-minutes of ${job.id} is no number`);
  const forget = play.clock.at(play.clock.now() + minutes * 60_000, () => limit.abort());
  const here = openJob(play, order, {
    ...{ runner, stops: [play.cancel, limit.signal] },
    variables: identityVariables(identity?.request),
  });
  Object.assign(record, { status: 'in_progress', log: noteOf(play, order, label) });
  try {
    for (const step of job.steps) await playStep(here, step);
    return { result: here.status, outputs: evaluateTexts(play.language, job.outputs, here.scope()) };
  } finally {
    forget();
    identity?.end();
    killLeftovers(here.trackingId);
    // What a repository of many files leaves keeps nobody else waiting.
    await rm(here.folder, { recursive: true, force: true });
  }
}

function identityVariables(request: { url: string; token: string } | undefined): Record<string, string> {
  if (request === undefined) return {};
  return { ACTIONS_ID_TOKEN_REQUEST_URL: request.url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: request.token };
}

/** The label that a job asks for, and whose machine it gets. */
function takenBy({ language, machine }: RunPlay, { job, scope }: StepsOrder): { label: string; runner: Runner } {
  const { secrets, ...contexts } = scope.contexts;
  const label = textOf(evaluate(language, job.runsOn, { contexts }));
  return { label, runner: machine.runnerOf?.(label) ?? { environment: 'github-hosted', name: 'GitHub Actions 1' } };
}

function noteOf(play: RunPlay, { job, scope }: StepsOrder, label: string): string {
  const { secrets, ...contexts } = scope.contexts;
  const image = job.container === undefined ? '' : textOf(evaluate(play.language, job.container, { contexts }));
  const container = image === '' ? '' : ` The container image ${image} is not used here: steps run on the host.`;
  return `Asked for a runner ${label}.${container}`;
}

function openJob(
  play: RunPlay,
  { frame, job, scope, record, permissions }: StepsOrder,
  given: { runner: Runner; stops: AbortSignal[]; variables: Record<string, string> },
): JobPlay {
  const trackingId = randomUUID();
  const folder = join(play.folder, trackingId);
  const name = play.facts.repository.fullName.split('/')[1] ?? '';
  const folders = { workspace: join(folder, name, name), temp: join(folder, '_temp'), home: join(folder, 'home') };
  for (const path of Object.values(folders)) mkdirSync(path, { recursive: true });
  const eventPath = join(folders.temp, 'event.json');
  writeFileSync(eventPath, JSON.stringify(eventOf(play.facts), null, 2));
  const token = play.mintToken(permissions);
  const hiding = masks([
    token,
    ...Object.values(frame.secrets),
    given.variables['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '',
  ]);
  const here: JobPlay = {
    ...{ play, frame, job, record, folder, trackingId, token, runner: given.runner, stops: given.stops },
    ...{ ...folders, masks: hiding, env: {}, path: [], steps: {}, status: 'success' },
    variables: {
      ...given.variables,
      ACTIONS_CACHE_MODE: grantedCacheMode(job.cacheMode ?? frame.file.cacheMode, frame.cacheCeiling),
      GITHUB_EVENT_PATH: eventPath,
    },
    scope: () => stepScope(here, scope),
  };
  here.env = evaluateTexts(play.language, frame.file.env, scope);
  Object.assign(here.env, evaluateTexts(play.language, job.env, { contexts: { ...scope.contexts, env: here.env } }));
  return here;
}

function stepScope(here: JobPlay, { contexts }: Scope): Scope {
  const { token, workspace, temp, runner: taker } = here;
  const github = { ...(contexts['github'] as Record<string, string>), token, workspace, job: here.job.id };
  const own = jobVariables(here);
  const runner = { os: own['RUNNER_OS'] ?? '', arch: own['RUNNER_ARCH'] ?? '', name: taker.name, temp };
  const secrets = { ...here.frame.secrets, GITHUB_TOKEN: token };
  const steps = here.steps as unknown as Scope['contexts'][string];
  return {
    contexts: { ...contexts, github, secrets, steps, runner, job: { status: here.status }, env: { ...here.env } },
  };
}
