/** A job of a workflow run, and where it ran. */
export interface RunnerJob {
  /** A job of a called workflow file is named `<job> / <job of the file>`. */
  name: string;
  /** What it asks of its runner; empty where it asked for none, as it was skipped. */
  labels: readonly string[];
  /** Undefined until a runner has taken it. */
  runnerName: string | undefined;
  /** The group of that runner; standard runners of GitHub's own have one of theirs. */
  runnerGroup: string | undefined;
}

/** How a name begins that a job of the called workflow file has, in which foreign code runs. */
const AGENT = 'agent / ';
/** The group of GitHub's standard runners, whose names and labels say nothing: each is a new machine. */
const HOSTED_GROUP = 'GitHub Actions';

/** Whether the agent has worked, or is to work, in the workflow run of these jobs. */
export function hasAgentJob(jobs: readonly RunnerJob[]): boolean {
  return jobs.some(({ name }) => name.startsWith(AGENT));
}

/**
 * What the agent's jobs share with the others, in words: a runner, or labels that send both to the same machines. Undefined where
 * nothing is shared. A runner has to bear all labels that a job asks for, so whoever serves the longer list serves the shorter one
 * too; case does not matter in labels.
 * https://docs.github.com/actions/how-tos/manage-runners/self-hosted-runners/use-in-a-workflow
 */
export function sharedRunner(jobs: readonly RunnerJob[]): string | undefined {
  const own = jobs.filter(({ runnerGroup }) => runnerGroup !== HOSTED_GROUP);
  const trusted = own.filter(({ name }) => !name.startsWith(AGENT));
  for (const agents of own.filter(({ name }) => name.startsWith(AGENT))) {
    for (const job of trusted) {
      const shared = sharedBy(agents, job);
      if (shared !== undefined) return shared;
    }
  }
  return undefined;
}

function sharedBy(agents: RunnerJob, job: RunnerJob): string | undefined {
  const name = agents.runnerName ?? '';
  if (name !== '' && name === job.runnerName) return `the runner "${name}"`;
  const isSame = isWithin(agents.labels, job.labels) || isWithin(job.labels, agents.labels);
  return isSame ? `the label "${agents.labels.join(', ')}"` : undefined;
}

function isWithin(few: readonly string[], many: readonly string[]): boolean {
  const known = many.map((label) => label.toLowerCase());
  return few.length > 0 && few.every((label) => known.includes(label.toLowerCase()));
}
