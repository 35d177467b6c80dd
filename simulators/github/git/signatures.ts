import { git, gitMaybe } from './git.ts';

const SIGNATURE = 'gpgsig -----BEGIN PGP SIGNATURE-----\n \n c2ltdWxhdGVk\n -----END PGP SIGNATURE-----\n';

/** The commit as GitHub signs those of its web users and Apps: one of another sha. */
export async function signed(gitDir: string, sha: string): Promise<string> {
  const [headers = '', ...message] = `${await git(gitDir, ['cat-file', 'commit', sha])}\n`.split('\n\n');
  const input = `${headers}\n${SIGNATURE}\n${message.join('\n\n')}`;
  return git(gitDir, ['hash-object', '-t', 'commit', '-w', '--stdin'], { input });
}

export async function isSigned(gitDir: string, sha: string): Promise<boolean> {
  const [headers = ''] = (await gitMaybe(gitDir, ['cat-file', 'commit', sha]))?.split('\n\n') ?? [];
  return /^gpgsig /m.test(headers);
}
