import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { ActionFailure, type ActionStep, type StandIn } from './stand-in.ts';

/** Checks the run's repository out with real git, over HTTP, with the job's token. */
export const checkout: StandIn = {
  inputs: {
    ref: '',
    path: '.',
    token: '',
    'fetch-depth': '1',
    'persist-credentials': 'true',
    'sparse-checkout': '',
    'sparse-checkout-cone-mode': 'true',
    lfs: 'false',
  },
  async run(step) {
    const { inputs, facts } = step;
    const folder = resolve(step.workspace, inputs['path'] ?? '.');
    if (folder !== step.workspace && !folder.startsWith(step.workspace + sep)) {
      throw new ActionFailure(`Repository path '${folder}' is not under '${step.workspace}'`);
    }
    empty(folder);
    const git = gitIn(step, folder);
    await git(['init', '--quiet']);
    await git(['remote', 'add', 'origin', facts.repository.gitUrl]);
    await git(['config', 'gc.auto', '0']);
    const hasLfs = inputs['lfs'] === 'true';
    if (hasLfs) await git(['lfs', 'install', '--local']);
    const commit = await fetch(step, git);
    if (hasLfs) await git(['lfs', 'fetch', 'origin', commit]);
    if (inputs['sparse-checkout'] !== '') await sparse(step, git);
    await git(['-c', 'advice.detachedHead=false', 'checkout', '--quiet', '--force', '--detach', commit]);
    if (inputs['persist-credentials'] === 'true') await persist(step, git);
    return { outputs: { ref: inputs['ref'] ?? '', commit } };
  },
};

type Git = (args: string[]) => Promise<void>;

function empty(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true, force: true });
}

function gitIn(step: ActionStep, folder: string): Git {
  const smudge = step.inputs['lfs'] === 'true' ? {} : { GIT_LFS_SKIP_SMUDGE: '1' };
  const env = { ...credentials(step), ...smudge, GIT_TERMINAL_PROMPT: '0' };
  return (args) => step.execute('git', args, { cwd: folder, env });
}

function authorization({ inputs, token }: ActionStep): string {
  const given = inputs['token'] === '' ? token : inputs['token'];
  return `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${given}`).toString('base64')}`;
}

const headerKey = ({ facts }: ActionStep) => `http.${new URL(facts.repository.gitUrl).origin}/.extraheader`;

/** In the environment of git alone: neither its arguments nor its configuration show the token. */
function credentials(step: ActionStep): Record<string, string> {
  const header = authorization(step);
  step.mask(header.split(' ').at(-1) ?? header);
  return { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: headerKey(step), GIT_CONFIG_VALUE_0: header };
}

/** Fetches what `ref` names, or all branches and tags with depth 0; answers what to check out. */
async function fetch({ inputs, facts }: ActionStep, git: Git): Promise<string> {
  const ref = inputs['ref'] === '' ? facts.sha : (inputs['ref'] ?? '');
  const isCommit = /^[0-9a-f]{40}$/.test(ref);
  const depth = inputs['fetch-depth'];
  const common = ['fetch', '--quiet', '--prune', '--no-recurse-submodules'];
  if (depth === '0') {
    await git([...common, 'origin', '+refs/heads/*:refs/remotes/origin/*', '+refs/tags/*:refs/tags/*']);
    return isCommit ? ref : `refs/remotes/origin/${ref}`;
  }
  const wanted = isCommit ? ref : `+refs/heads/${ref}:refs/remotes/origin/${ref}`;
  await git([...common, '--no-tags', `--depth=${depth}`, 'origin', wanted]);
  return isCommit ? ref : `refs/remotes/origin/${ref}`;
}

async function sparse({ inputs }: ActionStep, git: Git): Promise<void> {
  const patterns = (inputs['sparse-checkout'] ?? '').split('\n').filter((line) => line.trim() !== '');
  const mode = inputs['sparse-checkout-cone-mode'] === 'true' ? '--cone' : '--no-cone';
  await git(['sparse-checkout', 'set', mode, ...patterns]);
}

async function persist(step: ActionStep, git: Git): Promise<void> {
  await git(['config', '--local', headerKey(step), authorization(step)]);
}
