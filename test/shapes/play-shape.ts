import { execFileSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import { goodAgent } from '../../simulators/anthropic/agents/agents.ts';
import { bash, lastWords, type Step, steps, write } from '../../simulators/anthropic/agents/script.ts';
import type { ScriptedAgent } from '../../simulators/anthropic/model-turn.ts';
import { HOOK_VARIABLES } from '../../simulators/github/git/bare-repository.ts';
import type { SimulatedRepository } from '../../simulators/github/repositories.ts';
import type { Played, ScenarioWorld } from '../claude/scenario-world.ts';
import { todayOf } from './before.ts';
import type { PlayedShape, Shape } from './shape.ts';

const AUTHOR = ['-c', 'user.name=Pat', '-c', 'user.email=pat@acme.test', '-c', 'core.autocrlf=false'];
/** A person may push workflows. */
const PERSON = { ...env, [HOOK_VARIABLES.workflows]: 'write' };
const git = (folder: string, ...args: string[]) =>
  execFileSync('git', [...AUTHOR, ...args], {
    ...{ cwd: folder, env: PERSON, maxBuffer: 1 << 28 },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
const shell = (folder: string, script: string) =>
  execFileSync('bash', ['-c', script], { cwd: folder, stdio: 'ignore' });

/** Does what the shape says, and nothing besides; `meanwhile` is done once, as its work begins. */
function agentOf({ work, writes = {}, review = 'approved' }: Shape, meanwhile: () => void): ScriptedAgent {
  const files = Object.entries(writes);
  const writing: Step = (c) => ({ calls: files.map(([path, content]) => write(c, path, content)) });
  const implementing = steps([{ calls: [bash(work)] }, ...(files.length === 0 ? [] : [writing])], () => ({
    summary: 'Did what the shape says.',
  }));
  const reviewing: Record<typeof review, ScriptedAgent> = {
    approved: (conversation) => lastWords(conversation, { summary: 'Good.', isApproved: true, findings: [] }),
    limited: () => ({ rateLimited: { retryAfterSeconds: 3600 } }),
    'no answer': () => ({ text: 'It looks good to me.' }),
  };
  let hasBegun = false;
  return (conversation) => {
    if (conversation.pass !== 'implementation')
      return conversation.pass === 'review' ? reviewing[review](conversation) : goodAgent(conversation);
    if (!hasBegun) meanwhile();
    hasBegun = true;
    return implementing(conversation);
  };
}

/** Makes the repository what it is. */
function prepare(repository: SimulatedRepository, clone: string, shape: Shape): void {
  const { rules = [], signsNothing = false } = shape;
  const gitDir = repository.gitDir ?? '';
  git(dirname(clone), 'clone', '-q', gitDir, clone);
  commit(clone, shape.repository ?? 'true', shape.isCommitted);
  if (shape.isEmpty === true) git(gitDir, 'update-ref', '-d', 'refs/heads/main');
  repository.rulesets = [{ id: 1, name: 'Runs', branches: 'ai-implement/*', rules }];
  repository.signsNothing = signsNothing;
}

/** A person runs a script in their clone, and pushes what it made. */
function commit(clone: string, script: string, isCommitted = false): void {
  shell(clone, script);
  if (!isCommitted) git(clone, 'add', '-A');
  git(clone, 'commit', '-q', '--allow-empty', '-m', 'shape');
  git(clone, 'push', '-q', 'origin', 'HEAD:main');
}

/** Puts a shape through the shipped workflow, and says what became of it. */
export async function playShape(world: ScenarioWorld, shape: Shape): Promise<PlayedShape> {
  const folder = mkdtempSync(join(tmpdir(), 'shape-'));
  const repositoryOf = (name: string) => {
    const found = world.github.repositories.find((one) => `${one.owner}/${one.name}` === name);
    if (found === undefined) throw new Error(`there is no repository ${name}`);
    return found;
  };
  const gitDirOf = (name: string) => repositoryOf(name).gitDir ?? '';
  const clone = join(folder, 'clone');
  const renames: Promise<void>[] = [];
  const rename = (name: string) => renames.push(world.github.people.renameBranch(name, 'main', 'trunk'));
  let name = '';
  const { key, repository } = await world.begin({
    agent: agentOf(shape, () => {
      if (shape.meanwhile !== undefined) commit(clone, shape.meanwhile);
      if (shape.renames === 'meanwhile') rename(name);
    }),
    ...(shape.mapping === undefined ? {} : { mapping: shape.mapping }),
    async prepare(place) {
      name = place.repository;
      prepare(repositoryOf(name), clone, shape);
      if (shape.renames === 'before') rename(name);
      await Promise.all(renames);
    },
  });
  const played = await (shape.right.ends === 'held' ? world.held(key, repository) : world.settled(key, repository));
  const end = endOf(played);
  await Promise.all(renames);
  const changes = changesOf(repositoryOf(played.repository), played);
  workAgain(clone, shape);
  const differing = changes.filter(
    (line) =>
      !line.startsWith('D ') && !isAsInTree(played, { gitDir: gitDirOf(played.repository), clone }, line.slice(2)),
  );
  rmSync(folder, { recursive: true, force: true });
  const said = [played.pulls.map(({ body }) => body ?? '').join('\n'), ...played.comments].join('\n');
  const missing = (shape.right.says ?? []).filter((words) => !said.includes(words));
  const isPaid = shape.right.isFree === true && played.requests.length > 0;
  const isSame = JSON.stringify(changes) === JSON.stringify([...shape.right.changes].sort());
  const isRight = end.kind === shape.right.ends && isSame && !isPaid && missing.length + differing.length === 0;
  const wrong = [
    ...(isSame ? [] : [`changes ${changes.slice(0, 8).join(', ') || 'nothing'}`]),
    ...(isPaid ? ['found only after the model was asked'] : []),
    ...missing.map((words) => `does not say ${words}`),
    ...differing.slice(0, 3).map((line) => `other bytes in ${line.slice(2)}`),
  ];
  const now = [end.words, ...(isRight ? [] : wrong)].join('; ');
  return { name: shape.name, today: todayOf(shape), now, isRight, withRealCli: shape.withRealCli === true };
}

function endOf({ pulls, runs }: Played): { kind: Shape['right']['ends'] | 'infrastructure'; words: string } {
  const failure = runs.at(-1)?.failure;
  const [pull] = pulls;
  if (failure?.kind === 'mapping') return { kind: 'held', words: `held: ${failure.code}` };
  if (pull !== undefined)
    return pull.isDraft ? { kind: 'draft', words: 'draft' } : { kind: 'pull request', words: 'pull request' };
  const kind = runs.length > 1 || failure?.kind !== 'substance' ? 'infrastructure' : 'refused';
  return { kind, words: `${kind}: ${failure?.code ?? 'no failure'}` };
}

function changesOf({ gitDir = '', defaultBranch }: SimulatedRepository, { pulls }: Played): string[] {
  const [pull] = pulls;
  if (pull === undefined) return [];
  const fields = git(gitDir, 'diff', '-z', '--name-status', '--no-renames', `${defaultBranch}...${pull.head}`)
    .toString()
    .split('\0');
  const lines = fields.flatMap((status, at) => (at % 2 === 0 && status !== '' ? [`${status} ${fields[at + 1]}`] : []));
  return lines.sort();
}

/** Does the agent's work once more, in a clone of the repository as the agent found it. */
function workAgain(clone: string, { work, writes = {} }: Shape): void {
  shell(clone, work);
  for (const [path, content] of Object.entries(writes)) {
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    writeFileSync(join(clone, path), content);
  }
}

function isAsInTree({ pulls }: Played, { gitDir, clone }: { gitDir: string; clone: string }, path: string): boolean {
  const file = join(clone, path);
  const published = git(gitDir, 'cat-file', 'blob', `${pulls[0]?.head}:${path}`);
  if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink()) return readlinkSync(file) === published.toString();
  return existsSync(file) && readFileSync(file).equals(published);
}
