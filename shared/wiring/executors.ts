import type { ExecutorsEnv, MachinesEnv } from '../contract/env.ts';
import { EXECUTORS, type ExecutorName } from '../domain/executors.ts';
import type { Run } from '../domain/run.ts';
import type { Executor } from '../ports/executor.ts';
import type { Secrets } from '../ports/secrets.ts';
import { type GitHubEnv, githubApp } from './github-app.ts';

/** What executors are opened by, beside their secrets. */
type OpenEnv = ExecutorsEnv & GitHubEnv & MachinesEnv & { PUBLIC_URL: string };

interface Wiring {
  /** Whether this deployment has it. @default true */
  isThere?(env: ExecutorsEnv): boolean;
  /** Loaded when first used: most starts of a function need none, and few need more than one. */
  open(env: OpenEnv, secrets: Secrets): Promise<Executor>;
}

/** Every executor that there is; no run falls through to another. */
const WIRINGS: Readonly<Record<ExecutorName, Wiring>> = {
  'github-actions': {
    open: async (env, secrets) =>
      (await import('../adapters/github/github-executor.ts')).githubExecutor(githubApp(env, secrets)),
  },
  'fly-machines': {
    isThere: hasMachines,
    open: async (env, secrets) => (await import('./fly-machines.ts')).openMachines(env, secrets),
  },
  local: {
    isThere: hasLocalExecutor,
    open: async ({ LOCAL_EXECUTOR_URL }) =>
      (await import('../adapters/child-process/local-executor.ts')).localExecutor(LOCAL_EXECUTOR_URL),
  },
};

/** Whether this is a laptop: the one place where runs execute without GitHub's word for them. */
export function hasLocalExecutor({ LOCAL_EXECUTOR_URL }: ExecutorsEnv): boolean {
  return LOCAL_EXECUTOR_URL !== '';
}

/** Whether runs may have machines on Fly. */
function hasMachines({ FLY_APP_NAME }: ExecutorsEnv): boolean {
  return FLY_APP_NAME !== '';
}

/** The executors of this deployment. */
export function availableExecutors(env: ExecutorsEnv): ExecutorName[] {
  return EXECUTORS.filter((name) => WIRINGS[name].isThere?.(env) ?? true);
}

/** All executors as one, which asks the one that each run names. */
export function openExecutors(env: OpenEnv, secrets: Secrets): Executor {
  const opened = new Map<ExecutorName, Promise<Executor>>();
  return executorOfEachRun((name) => {
    const executor = opened.get(name) ?? WIRINGS[name].open(env, secrets);
    opened.set(name, executor);
    return executor;
  });
}

/** One executor that hands each run to the one of its name. */
function executorOfEachRun(named: (name: ExecutorName) => Promise<Executor>): Executor {
  const of = (run: Run) => named(run.executor);
  return {
    dispatch: async (run, request) => (await of(run)).dispatch(run, request),
    find: async (run) => (await of(run)).find(run),
    cancel: async (run, workflowRunId) => (await of(run)).cancel(run, workflowRunId),
    job: async (run, workflowRunId) => (await of(run)).job(run, workflowRunId),
    state: async (run, workflowRunId) => (await of(run)).state(run, workflowRunId),
  };
}
