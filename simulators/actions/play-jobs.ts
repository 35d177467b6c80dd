import { grantedCacheMode } from './cache-mode.ts';
import { calledFrame } from './called-file.ts';
import { evaluate, evaluateTexts, holds, type Scope, textOf, type Value } from './expressions.ts';
import { playSteps } from './play-steps.ts';
import { eventOf, type FileFrame, githubFacts, type JobRecord, type JobResult, type RunPlay } from './run-play.ts';
import { Unsupported } from './unsupported.ts';
import type { JobDescription, Permissions } from './workflow-file.ts';

/** Plays the jobs of a file, each once those that it needs have ended; answers their results by id. */
export async function playJobs(play: RunPlay, frame: FileFrame): Promise<Map<string, JobResult>> {
  const jobs = inOrder(frame.file.jobs);
  const results = new Map<string, Promise<JobResult>>();
  for (const job of jobs) {
    const before = ancestors(job, jobs);
    results.set(job.id, playAfter(play, frame, job, { results, before }));
  }
  const settled = [...results].map(async ([id, result]) => [id, await result] as const);
  return new Map(await Promise.all(settled));
}

/** The jobs so that each comes after those that it needs. */
function inOrder(jobs: readonly JobDescription[]): JobDescription[] {
  const ordered: JobDescription[] = [];
  while (ordered.length < jobs.length) {
    const next = jobs.find(
      (job) => !ordered.includes(job) && job.needs.every((id) => ordered.some((o) => o.id === id)),
    );
    if (next === undefined) throw new Unsupported('jobs', 'they need each other in a circle, or one that is not there');
    ordered.push(next);
  }
  return ordered;
}

function ancestors(job: JobDescription, jobs: readonly JobDescription[]): string[] {
  const direct = jobs.filter(({ id }) => job.needs.includes(id));
  return [...new Set(direct.flatMap((need) => [need.id, ...ancestors(need, jobs)]))];
}

interface Before {
  results: ReadonlyMap<string, Promise<JobResult>>;
  /** All jobs that come before this one, not only those that it names. */
  before: string[];
}

async function resultsOf({ results }: Before, ids: readonly string[]): Promise<[string, JobResult][]> {
  const found = ids.map(async (id): Promise<[string, JobResult][]> => {
    const result = await results.get(id);
    return result === undefined ? [] : [[id, result]];
  });
  return (await Promise.all(found)).flat();
}

async function playAfter(play: RunPlay, frame: FileFrame, job: JobDescription, come: Before): Promise<JobResult> {
  const record: JobRecord = { name: frame.prefix + job.id, status: 'queued', conclusion: null, steps: [] };
  const end = (ended: JobResult) => {
    Object.assign(record, { status: 'completed', conclusion: ended.result, outputs: ended.outputs });
    return ended;
  };
  const earlier = (await resultsOf(come, come.before)).map(([, { result }]) => result);
  if (job.kind === 'steps') play.jobs.push(record);
  const needs: Value = Object.fromEntries(await resultsOf(come, job.needs)) as unknown as Value;
  const scope = jobScope(play, frame, needs);
  const isCancelled = play.cancel.aborted;
  const status = {
    success: !isCancelled && earlier.every((result) => result === 'success'),
    failure: earlier.includes('failure'),
    cancelled: isCancelled,
  };
  const { secrets, ...visible } = scope.contexts;
  if (!holds(play.language, job.condition, { contexts: visible, status })) {
    return end({ result: isCancelled ? 'cancelled' : 'skipped', outputs: {} });
  }
  return end(await playInGroup(play, frame, job, { scope, record }));
}

function jobScope(play: RunPlay, frame: FileFrame, needs: Value): Scope {
  const { facts, machine } = play;
  const github = { ...githubFacts(play), event: eventOf(facts) };
  const vars = { ...machine.varsOf(facts.repository.fullName) };
  return { contexts: { github, needs, inputs: { ...frame.inputs }, vars, secrets: { ...frame.secrets } } };
}

interface Started {
  scope: Scope;
  record: JobRecord;
}

/** Waits for the job's turn in its concurrency group, if it has one. */
async function playInGroup(play: RunPlay, frame: FileFrame, job: JobDescription, started: Started): Promise<JobResult> {
  if (job.concurrency === undefined) return playJob(play, frame, job, started);
  const { secrets, ...visible } = started.scope.contexts;
  const wish = evaluate(play.language, job.concurrency, { contexts: visible });
  const { group, 'cancel-in-progress': cancelInProgress } = groupOf(wish);
  const isAfterCancellation = play.cancel.aborted;
  const taken = new AbortController();
  const cancel = AbortSignal.any([play.cancel, taken.signal]);
  const entrant = { cancelInProgress: cancelInProgress === true, cancel: () => taken.abort(), stop: cancel };
  const leave = await play.groups.enter(textOf(group), entrant);
  try {
    if (cancel.aborted && !isAfterCancellation) return { result: 'cancelled', outputs: {} };
    return await playJob({ ...play, cancel }, frame, job, started);
  } finally {
    leave();
  }
}

/** A name alone, or a name with whether the one in progress is cancelled. */
export function groupOf(wish: Value): Record<string, Value> & { group: Value } {
  if (wish === null || typeof wish !== 'object' || Array.isArray(wish)) return { group: wish };
  return { ...wish, group: wish['group'] ?? '' };
}

async function playJob(play: RunPlay, frame: FileFrame, job: JobDescription, { scope, record }: Started) {
  const permissions = permissionsOf(frame, job);
  if (job.kind === 'steps') {
    const leave = await play.machines.take(play.facts.run.id, AbortSignal.any([play.cancel, play.halt]));
    return playSteps(play, { frame, job, scope, record, permissions }).finally(leave);
  }
  const inputs = job.inputs === undefined ? {} : (evaluate(play.language, job.inputs, withoutSecrets(scope)) as Inputs);
  const secrets = evaluateTexts(play.language, job.secrets, scope);
  const file = await play.readFile(job.path);
  const cacheCeiling = grantedCacheMode(job.cacheMode ?? frame.file.cacheMode, frame.cacheCeiling);
  const prefix = `${frame.prefix}${job.id} / `;
  const called = calledFrame(file, { inputs, secrets, ceiling: permissions, cacheCeiling, prefix });
  const results = [...(await playJobs(play, called)).values()].map(({ result }) => result);
  return { result: together(results), outputs: {} };
}

type Inputs = Record<string, Value>;

function withoutSecrets({ contexts: { secrets, ...contexts } }: Scope): Scope {
  return { contexts };
}

/** What the results of several jobs are together. */
export function together(results: readonly JobResult['result'][]): JobResult['result'] {
  if (results.includes('failure')) return 'failure';
  if (results.includes('cancelled')) return 'cancelled';
  return results.every((result) => result === 'skipped') ? 'skipped' : 'success';
}

/** What the repository gives a workflow that asks for nothing. */
const DEFAULT_PERMISSIONS: Permissions = { contents: 'read', packages: 'read' };

/** A job of a called file may not have more than the job that calls it. */
function permissionsOf({ file, ceiling }: FileFrame, job: JobDescription): Permissions {
  const wanted = job.permissions ?? file.permissions ?? ceiling ?? DEFAULT_PERMISSIONS;
  for (const [name, level] of Object.entries(wanted)) {
    const most = ceiling === undefined ? 'write' : ceiling[name];
    if (most === 'write' || most === level) continue;
    throw new Unsupported(file.path, `job ${job.id} asks for ${name}: ${level}, its caller allows ${most ?? 'none'}`);
  }
  return wanted;
}
