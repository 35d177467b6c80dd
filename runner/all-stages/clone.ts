import { git } from '../repository/git.ts';

export interface CloneSettings extends Pick<Parameters<typeof git>[0], 'signal' | 'leftMs'> {
  folder: string;
  home: string;
  path: string;
  serverUrl: string;
  /** `owner/repo` */
  repository: string;
  /** What is checked out: a commit or a ref of the clone. */
  commit: string;
  token: string;
}

/** Clones as `actions/checkout` does with all history: the token is given to git's process, and stays nowhere. */
export async function clone(settings: CloneSettings): Promise<void> {
  const { folder, home, path, serverUrl, token, signal, leftMs } = settings;
  const configuration = { 'core.symlinks': 'true' };
  const cloned = git({ folder, home, path, serverUrl, token: async () => token, signal, leftMs, configuration });
  await cloned.text([
    'clone',
    '--quiet',
    '--no-checkout',
    '--template=',
    `${serverUrl}/${settings.repository}.git`,
    '.',
  ]);
  await cloned.text(['checkout', '--quiet', '--detach', settings.commit]);
}

export const headOfBranch = (branch: string) => `refs/remotes/origin/${branch}`;
