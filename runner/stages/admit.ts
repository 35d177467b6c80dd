import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunContext } from '../../shared/contract/runner.ts';
import { MINUTE_MS } from '../../shared/domain/time.ts';
import { unbroken } from '../../shared/domain/unseen-break.ts';
import { GAP_COMMENT, parseGapAnalysis } from '../gap-analysis/gap-comment.ts';
import type { GitHubRepository } from '../github/github-client.ts';
import { branchMissing } from '../github/renamed-branch.ts';
import { requireSignable } from '../github/signing-rule.ts';
import { fileOn, headOf, workBranch } from '../github/work-branch.ts';
import type { Reporter } from '../orchestrator/reporter.ts';
import { findOurComment } from '../publishing/our-comments.ts';
import { type Assignment, HANDOVER_FILES } from './handover.ts';
import { runnerImage } from './runner-image.ts';
import { StageFailure } from './stage-failure.ts';

export interface AdmitDeps {
  github: GitHubRepository;
  reporter: Pick<Reporter, 'step'>;
  /** The hand-over folder. */
  folder: string;
  requestedImage: string | undefined;
  allowedImagePrefixes: readonly string[];
  /** Epoch milliseconds. */
  now: () => number;
}

export interface Admission {
  assignment: Assignment;
  /** Container image of the agent's job. */
  image: string | undefined;
}

const DEFAULT_JOB_MINUTES = 90;
/** Kept back from the run's time for publishing, and as part of it. */
const PUBLISHING_MINUTES = 10;
const PUBLISHING_SHARE = 0.2;

/** After the gate: decides on which commit and in which image the agent works, and writes its assignment. No model is asked. */
export async function admit(deps: AdmitDeps, context: RunContext): Promise<Admission> {
  const step = { stepId: 'admit', name: 'Admit the run' };
  return deps.reporter.step(step, () => decide(deps, context), describe);
}

async function decide(deps: AdmitDeps, context: RunContext): Promise<Admission> {
  const { github } = deps;
  const [imageYml, start, gaps] = await Promise.all([
    fileOn(github, '.ai-implement/image.yml', context.defaultBranch),
    startingPoint(github, context),
    lastGaps(github, context),
  ]);
  const image = runnerImage({
    requested: context.runnerImage ?? deps.requestedImage,
    imageYml,
    allowedPrefixes: deps.allowedImagePrefixes,
  });
  const assignment: Assignment = { context, ...start, deadlineAt: deadline(context, deps.now()), gaps };
  mkdirSync(deps.folder, { recursive: true });
  writeFileSync(join(deps.folder, HANDOVER_FILES.assignment), JSON.stringify(assignment));
  return { assignment, image };
}

/** The run's branch where it exists already, else the default branch. */
async function startingPoint(github: GitHubRepository, context: RunContext) {
  const branch = await workBranch(github, context);
  const start = await standingOrDefault(github, context, branch);
  await requireSignable(github, branch, start.baseSha);
  return start;
}

async function standingOrDefault(github: GitHubRepository, context: RunContext, branch: string) {
  const head = await headOf(github, branch);
  if (head !== undefined) return { baseRef: branch, baseSha: head };
  if (context.followUp !== undefined) throw new StageFailure('branch_missing', branch);
  const [baseSha] = await Promise.all([headOf(github, context.defaultBranch), requireFree(github, branch)]);
  if (baseSha === undefined) throw await branchMissing(github, context.defaultBranch);
  return { baseRef: context.defaultBranch, baseSha };
}

/** Below a branch there can be no other; found here, it costs nothing. */
async function requireFree(github: GitHubRepository, branch: string): Promise<void> {
  const parts = branch.split('/');
  const above = parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'));
  const heads = await Promise.all(above.map((name) => headOf(github, name)));
  const taken = above.find((_, at) => heads[at] !== undefined);
  if (taken !== undefined) throw new StageFailure('branch_name_taken', `${taken} stands in the way of ${branch}`);
}

async function lastGaps(github: GitHubRepository, { followUp }: RunContext): Promise<string[]> {
  if (followUp === undefined) return [];
  const comment = await findOurComment(github, followUp.pullNumber, GAP_COMMENT);
  return comment === undefined ? [] : parseGapAnalysis(comment.body).gaps.map(unbroken);
}

function deadline({ caps }: RunContext, now: number): number {
  const minutes = caps.jobMinutes ?? DEFAULT_JOB_MINUTES;
  return now + (minutes - Math.min(PUBLISHING_MINUTES, minutes * PUBLISHING_SHARE)) * MINUTE_MS;
}

function describe({ assignment, image }: Admission): string {
  const on = `on ${assignment.baseRef} at ${assignment.baseSha.slice(0, 8)}`;
  return image === undefined ? on : `${on}, in ${image}`;
}
