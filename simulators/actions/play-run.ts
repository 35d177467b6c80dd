import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { evaluate, textOf, type Value } from './expressions.ts';
import { actionsLanguage, type Language } from './language.ts';
import { groupOf, playJobs, together } from './play-jobs.ts';
import type { ActionsRepository, DispatchedRun } from './run-facts.ts';
import { eventOf, type FileFrame, githubFacts, type RunPlay } from './run-play.ts';
import { Unsupported } from './unsupported.ts';
import { readWorkflowFile, type WorkflowFile } from './workflow-file.ts';

export type RunConclusion = 'success' | 'failure' | 'cancelled';

const run = promisify(execFile);
/** A workflow file is never larger than this. */
const MAX_FILE_BYTES = 1024 * 1024;

/** Reads workflow files as they stand in one commit. */
async function fileReader(language: Language, { gitDir }: ActionsRepository, sha: string) {
  return async (path: string): Promise<WorkflowFile> => {
    const shown = run('git', ['--git-dir', gitDir, 'show', `${sha}:${path}`], { maxBuffer: MAX_FILE_BYTES });
    const { stdout } = await shown.catch(() => {
      throw new Unsupported(path, `it does not exist in ${sha}`);
    });
    return readWorkflowFile(language, path, stdout);
  };
}

type Given = Omit<RunPlay, 'facts' | 'language' | 'readFile'>;

/** Plays one attempt of a dispatched run, on the commit that its branch points to now. */
export async function playRun(
  dispatched: DispatchedRun,
  repository: ActionsRepository,
  given: Given,
): Promise<RunConclusion> {
  const language = await actionsLanguage();
  const branch = `refs/heads/${dispatched.branch}^{commit}`;
  const { stdout } = await run('git', ['--git-dir', repository.gitDir, 'rev-parse', '--verify', branch]);
  const sha = stdout.trim();
  const readFile = await fileReader(language, repository, sha);
  const workflowPath = `.github/workflows/${dispatched.workflow}`;
  const file = await readFile(workflowPath);
  const facts = { run: dispatched, repository, sha, workflowPath, workflowName: file.name };
  const play: RunPlay = { ...given, facts, language, readFile };
  const frame: FileFrame = {
    file,
    inputs: dispatched.event === undefined ? dispatchedInputs(file, dispatched) : {},
    secrets: given.machine.secretsOf(repository.fullName),
    ceiling: undefined,
    cacheCeiling: undefined,
    prefix: '',
  };
  return playInGroup(play, frame);
}

/** What was not given is an empty text. */
function dispatchedInputs({ path, dispatchInputs }: WorkflowFile, { inputs }: DispatchedRun): Record<string, Value> {
  if (dispatchInputs === undefined) throw new Unsupported(path, 'it cannot be dispatched: it lacks workflow_dispatch');
  const foreign = Object.keys(inputs).find((name) => !dispatchInputs.some((input) => input.name === name));
  if (foreign !== undefined) throw new Unsupported(path, `unexpected input ${foreign}`);
  const missing = dispatchInputs.find(({ name, isRequired }) => isRequired && (inputs[name] ?? '') === '');
  if (missing !== undefined) throw new Unsupported(path, `required input ${missing.name} not provided`);
  return Object.fromEntries(dispatchInputs.map(({ name }) => [name, inputs[name] ?? '']));
}

async function playInGroup(play: RunPlay, frame: FileFrame): Promise<RunConclusion> {
  const { concurrency } = frame.file;
  if (concurrency === undefined) return playFile(play, frame);
  const vars = { ...play.machine.varsOf(play.facts.repository.fullName) };
  const github = { ...githubFacts(play), event: eventOf(play.facts) };
  const contexts = { github, inputs: { ...frame.inputs }, vars };
  const wish = groupOf(evaluate(play.language, concurrency, { contexts }));
  const taken = new AbortController();
  const cancel = AbortSignal.any([play.cancel, taken.signal]);
  const entrant = { cancelInProgress: wish['cancel-in-progress'] === true, cancel: () => taken.abort(), stop: cancel };
  const leave = await play.groups.enter(textOf(wish.group), entrant);
  try {
    return cancel.aborted ? 'cancelled' : await playFile({ ...play, cancel }, frame);
  } finally {
    leave();
  }
}

async function playFile(play: RunPlay, frame: FileFrame): Promise<RunConclusion> {
  const results = await playJobs(play, frame);
  if (play.cancel.aborted) return 'cancelled';
  const result = together([...results.values()].map((job) => job.result));
  return result === 'skipped' ? 'success' : result;
}
