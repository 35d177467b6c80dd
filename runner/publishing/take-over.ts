import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import { MINUTE_MS, SECOND_MS } from '../../shared/domain/time.ts';
import { understood } from '../../shared/github/understood.ts';
import type { GitHubRepository } from '../github/github-client.ts';
import { explaining } from '../github/github-refusal.ts';
import { nodePause } from '../github/limit-waits.ts';
import { linkFetch } from '../github/link-fetch.ts';
import { StageFailure } from '../stages/stage-failure.ts';
import type { AgentResult } from './read-outcome.ts';
import { forgetOutcome, unpackOutcome } from './unpack-outcome.ts';

export interface HandedOver {
  /** With a token that reads the artifacts of the workflow run. */
  github: GitHubRepository;
  workflowRunId: string;
  agentResult: AgentResult;
  /** Gets the files. */
  folder: string;
  /** A folder of our own. */
  scratch: string;
  signal: AbortSignal;
  /** Milliseconds before each further try. @default 1, 5 and 20 s */
  waitsMs?: readonly number[];
}

/** As agent's jobs upload it. */
const NAME = 'outcome';
/** Bytes that an archive may have: packed it is no larger than what is taken of it. */
export const LARGEST_ARCHIVE = 220 * 1024 * 1024;
const WAITS_MS = [SECOND_MS, 5 * SECOND_MS, 20 * SECOND_MS];
const TIMEOUT_MS = 3 * MINUTE_MS;
const ACT = "read what the agent's job handed over";
const Artifacts = z.object({
  artifacts: z.array(z.object({ id: z.int(), name: z.string(), size_in_bytes: z.number(), expired: z.boolean() })),
});
type Artifact = z.infer<typeof Artifacts>['artifacts'][number];

/**
 * Takes over what the agent's job uploaded, of which foreign code may have made anything: it is measured before it is fetched, while it is
 * fetched, and before it is unpacked. Leaves the folder as it is where there is nothing. Throws a `StageFailure`.
 */
export async function takeOver(source: HandedOver): Promise<void> {
  await forgetOutcome(source.folder);
  const found = await explaining(ACT, 'Actions: read', () => uploaded(source));
  if (found === undefined) return;
  if (found.size_in_bytes > LARGEST_ARCHIVE) throw tooBig(`it has ${found.size_in_bytes} bytes`);
  const file = join(source.scratch, 'outcome.zip');
  await fetched(source, found, file);
  await unpackOutcome(file, source.folder);
}

const tooBig = (detail: string) => new StageFailure('handover_refused', detail);

/** The newest of the name. A list that does not know it yet, although the job has ended well, is asked again. */
async function uploaded(source: HandedOver): Promise<Artifact | undefined> {
  const waits = source.agentResult === 'success' ? [...(source.waitsMs ?? WAITS_MS)] : [];
  for (;;) {
    const { artifacts } = await listOf(source);
    const [newest] = artifacts.filter(({ name, expired }) => name === NAME && !expired).sort((a, b) => b.id - a.id);
    const waitMs = waits.shift();
    if (newest !== undefined || waitMs === undefined) return newest;
    await nodePause(waitMs, source.signal);
  }
}

async function listOf({ github, workflowRunId }: HandedOver): Promise<z.infer<typeof Artifacts>> {
  const { owner, repo, request } = github;
  const asked = { owner, repo, run_id: Number(workflowRunId), name: NAME, per_page: 100 };
  const { data } = await request('GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts', asked);
  return understood(Artifacts, data);
}

/** Where the archive lies for a minute: a store beside GitHub, which gets no token of ours. */
async function addressOf({ github, signal }: HandedOver, { id }: Artifact): Promise<string> {
  const { owner, repo, request } = github;
  const { headers } = await request('GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}', {
    ...{ owner, repo, artifact_id: id, archive_format: 'zip' },
    request: { fetch: linkFetch({ timeoutMs: TIMEOUT_MS, signal }) },
  });
  return understood(z.url(), headers.location);
}

/** Fetches the archive into a file; what breaks off is tried again. */
async function fetched(source: HandedOver, artifact: Artifact, file: string): Promise<void> {
  const waits = [...(source.waitsMs ?? WAITS_MS)];
  for (;;) {
    const address = await explaining(ACT, 'Actions: read', () => addressOf(source, artifact));
    const error = await keep(address, file, source.signal);
    const waitMs = waits.shift();
    if (error === undefined) return;
    if (waitMs === undefined) throw new StageFailure('github_unavailable', `we could not ${ACT}: ${error.message}`);
    await nodePause(waitMs, source.signal);
  }
}

/** Answers what went wrong, where a further try may go right. */
async function keep(address: string, file: string, signal: AbortSignal): Promise<Error | undefined> {
  const ends = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  try {
    const { ok, status, body } = await fetch(address, { signal: ends });
    if (!ok || body === null) return new Error(`its store answered ${status}`);
    await pipeline(body, atMost(LARGEST_ARCHIVE), createWriteStream(file));
    return undefined;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof StageFailure) throw error;
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** Lets so many bytes through, and fails by the next. */
export function atMost(bytes: number): Transform {
  let left = bytes;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      left -= chunk.length;
      if (left < 0) done(tooBig(`it has more than ${bytes} bytes`));
      else done(null, chunk);
    },
  });
}
