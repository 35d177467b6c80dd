import { parse } from 'yaml';
import * as z from 'zod';
import type { PullRecord } from './code-state.ts';
import { atHead } from './git/at-head.ts';
import { mergedTree } from './git/diff.ts';
import type { World } from './operations/world.ts';
import { fullName, type SimulatedRepository } from './repositories.ts';
import type { Happening } from './webhooks/happening.ts';
import { payloadOf } from './webhooks/payloads.ts';
import { createRun } from './workflow-runs.ts';

/** Comments set workflows off. GitHub takes the file of the default branch, or that of the pull request. */
const COMMENTS = {
  issue_comment: 'default branch',
  pull_request_review: 'pull request',
  pull_request_review_comment: 'pull request',
} as const;

const Triggers = z.object({
  on: z.record(z.string(), z.object({ types: z.array(z.string()).optional() }).nullable()).catch({}),
});

/**
 * Starts the workflows of a repository that ask for what happened. What our App does
 * sets them off too, as with GitHub: only what a job does with its own token does not.
 */
export async function startEventRuns(world: World, happening: Happening): Promise<void> {
  if (!isComment(happening)) return;
  const { event, action, pull, by } = happening;
  const repository = world.repositories.find((one) => fullName(one) === pull.repository);
  if (repository?.gitDir === undefined) return;
  const from = COMMENTS[event];
  if (from === 'pull request' && !(await isMergeable(repository.gitDir, pull))) return;
  const { branch, ref } = placeOf(repository, pull, from);
  const payload = { ...payloadOf(world, repository, happening), action };
  for (const workflow of await workflowsOn(repository.gitDir, { branch, event, action })) {
    const asked = { repository: pull.repository, workflow, branch, inputs: {} };
    const run = createRun(world.state(), world.clock, world.slow, {
      ...asked,
      event: { name: event, ref, actor: by.login, payload },
    });
    world.runs.begin(run);
  }
}

function isComment(happening: Happening): happening is Extract<Happening, { event: keyof typeof COMMENTS }> {
  return Object.hasOwn(COMMENTS, happening.event);
}

/** Whose merge has conflicts has no merge commit, on which its workflows would run: GitHub starts none. */
async function isMergeable(gitDir: string, { base, head }: PullRecord): Promise<boolean> {
  return (await mergedTree(gitDir, `refs/heads/${base}`, `refs/heads/${head}`)) !== undefined;
}

/** The head stands for the merge commit of a pull request, which this simulator does not make. */
function placeOf({ defaultBranch }: SimulatedRepository, pull: PullRecord, from: 'default branch' | 'pull request') {
  if (from === 'default branch') return { branch: defaultBranch, ref: `refs/heads/${defaultBranch}` };
  return { branch: pull.head, ref: `refs/pull/${pull.number}/merge` };
}

async function workflowsOn(
  gitDir: string,
  asked: { branch: string; event: string; action: string },
): Promise<string[]> {
  const at = (path: string, command: readonly string[]) => atHead(gitDir, asked.branch, path, command);
  const files = (await at('.github/workflows', ['ls-tree', '--name-only']))?.split('\n') ?? [];
  const found: string[] = [];
  for (const file of files.filter((name) => /\.ya?ml$/.test(name))) {
    const text = (await at(`.github/workflows/${file}`, ['show'])) ?? '';
    const trigger = Triggers.safeParse(parse(text)).data?.on[asked.event];
    const isWanted = trigger?.types === undefined ? trigger !== undefined : trigger.types.includes(asked.action);
    if (isWanted) found.push(file);
  }
  return found;
}
