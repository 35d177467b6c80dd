import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalClock } from '../clock.ts';
import { type Artifacts, artifacts } from './artifacts.ts';
import { concurrencyGroups } from './concurrency-groups.ts';
import { machineSlots } from './machine-slots.ts';
import type { OidcIssuer } from './oidc-issuer.ts';
import { playRun, type RunConclusion } from './play-run.ts';
import type { ActionsRepository, DispatchedRun } from './run-facts.ts';
import type { JobRecord, Machine } from './run-play.ts';
import type { Permissions } from './workflow-file.ts';

export interface ActionsSettings {
  clock: Pick<LocalClock, 'now' | 'offsetMs' | 'at'>;
  machine: Machine;
  /** Undefined where the repository has no code. */
  repositoryOf(fullName: string): ActionsRepository | undefined;
  /** Mints the `GITHUB_TOKEN` of a job: it reaches this repository with these permissions, spelt as in a workflow file. */
  mintToken(repository: ActionsRepository, permissions: Permissions): string;
  /** `GITHUB_API_URL` and `GITHUB_SERVER_URL`; asked for when a run starts. */
  urls(): { api: string; server: string };
  /** Issues the identity tokens of jobs; outlives the Actions. */
  issuer: Pick<OidcIssuer, 'admit'>;
  /** Where jobs have their folders, outside of any project; it exists. @default a temporary one that is removed at the end */
  folder?: string | undefined;
  /** The form of `sub` in identity tokens. @default names */
  subject?: 'names' | 'ids';
}

/** How a run is followed, and ended before its time. */
interface RunWatch {
  /** Cancels the run, as a person or the API does: what runs in any case still runs. */
  cancel: AbortSignal;
  /** Ends it at once, because the simulator closes. */
  halt: AbortSignal;
  /** Gets the jobs as they begin. */
  jobs: JobRecord[];
}

/** GitHub Actions on this machine: plays workflow files as they stand in a repository. */
export interface Actions {
  /** Plays one attempt of a run to its end. Artifacts of a run outlive its attempts. */
  play(run: DispatchedRun, watch: RunWatch): Promise<RunConclusion>;
  /** The artifacts of a run that was played since the start. */
  artifactsOf(runId: number): Artifacts | undefined;
  /** Whether a job runs now. */
  isBusy(): boolean;
  /** Errors of the simulator, and what it does not model; must stay empty. Such a run ends with `failure`. */
  failures: unknown[];
  /** Waits for the runs, which are to be halted before. */
  close(): Promise<void>;
}

export function startActions(settings: ActionsSettings): Actions {
  const { clock, machine, issuer, subject = 'names' } = settings;
  const folder = settings.folder ?? mkdtempSync(join(tmpdir(), 'ai-implement-actions-'));
  const groups = concurrencyGroups();
  const machines = machineSlots(machine.jobsAtOnce);
  const failures: unknown[] = [];
  const uploaded = new Map<number, Artifacts>();
  let lastArtifact = 5000;
  const ofRun = ({ id }: DispatchedRun): Artifacts => {
    const place = join(folder, String(id), 'artifacts');
    const kept = uploaded.get(id) ?? artifacts(place, { now: clock.now, nextId: () => ++lastArtifact });
    uploaded.set(id, kept);
    return kept;
  };
  const playing = new Set<Promise<unknown>>();
  const attempt = async (run: DispatchedRun, watch: RunWatch): Promise<RunConclusion> => {
    try {
      const repository = settings.repositoryOf(run.repository);
      if (repository === undefined) throw new Error(`${run.repository} has no code to run`);
      return await playRun(run, repository, {
        ...{ clock, machine, issuer, subject, groups, machines, ...watch },
        folder: join(folder, String(run.id)),
        artifacts: ofRun(run),
        urls: settings.urls(),
        mintToken: (permissions) => settings.mintToken(repository, permissions),
      });
    } catch (error) {
      failures.push(error);
      return 'failure';
    }
  };
  return {
    failures,
    artifactsOf: (runId) => uploaded.get(runId),
    isBusy: () => playing.size > 0,
    play(run, watch) {
      const ended = attempt(run, watch).finally(() => playing.delete(ended));
      playing.add(ended);
      return ended;
    },
    async close() {
      await Promise.all(playing);
      if (settings.folder === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
