import { escapeHtml } from '../../loopback/escape-html.ts';
import { renderMarkdown } from '../../pages/markdown.ts';
import { badge, link, moment, page, table } from '../../pages/page.ts';
import { git } from '../git/git.ts';
import { gitDirOf, type World } from '../operations/world.ts';
import { pullsOf } from '../pull-requests.ts';
import { fullName, type SimulatedRepository } from '../repositories.ts';
import { pullState } from './pull-state.ts';

export const githubPage = (title: string, content: string) => page('GitHub', title, content);

/** The ways from a page of a repository to its others. */
export function repositoryLinks(name: string): string {
  const ways = [link(`/${name}`, name), link(`/${name}/pulls`, 'Pull requests'), link(`/${name}/actions`, 'Actions')];
  return `<p>${ways.join(' · ')}</p>`;
}

/** All repositories. */
export function homePage({ repositories }: World): string {
  const rows = repositories.map((repository) => {
    const name = fullName(repository);
    const ways = [link(`/${name}`, name), link(`/${name}/pulls`, 'Pull requests'), link(`/${name}/actions`, 'Actions')];
    return [...ways, standing(repository)];
  });
  return githubPage('Repositories', table(['Repository', '', '', 'GitHub App'], rows));
}

/** Whether it takes work of ours. */
function standing({ isArchived, isInstalled, isSuspended }: SimulatedRepository): string {
  const app = isInstalled === false ? 'not installed' : isSuspended === true ? 'suspended' : 'installed';
  return `${badge(app)}${isArchived === true ? ` ${badge('archived')}` : ''}`;
}

/** A repository: its files, and its README. */
export async function repositoryPage(repository: SimulatedRepository): Promise<string> {
  const name = fullName(repository);
  const head = `${repositoryLinks(name)}<p>GitHub App: ${standing(repository)}</p>`;
  if (repository.gitDir === undefined) return githubPage(name, `${head}<p>It holds no code.</p>`);
  const gitDir = gitDirOf(repository);
  const listed = (await git(gitDir, ['ls-tree', '-r', '--name-only', repository.defaultBranch])).trim().split('\n');
  const readme = listed.includes('README.md')
    ? await git(gitDir, ['show', `${repository.defaultBranch}:README.md`])
    : '';
  const files = listed.map((path) => `<li><code>${escapeHtml(path)}</code></li>`).join('');
  const branch = `<p class="quiet">Branch <code>${escapeHtml(repository.defaultBranch)}</code></p>`;
  return githubPage(name, `${head}${branch}<ul>${files}</ul><article>${renderMarkdown(readme)}</article>`);
}

/** The pull requests of a repository, newest first. */
export async function pullsPage(world: World, repository: SimulatedRepository): Promise<string> {
  const name = fullName(repository);
  const pulls = repository.gitDir === undefined ? [] : await pullsOf(world, repository);
  const rows = pulls
    .toReversed()
    .map((pull) => [
      `#${pull.number}`,
      badge(pullState(pull)),
      link(`/${name}/pull/${pull.number}`, pull.title),
      escapeHtml(pull.author.login),
    ]);
  return githubPage(`Pull requests of ${name}`, repositoryLinks(name) + table(['', '', 'Title', 'Author'], rows));
}

/** The workflow runs of a repository, newest first. */
export function actionsPage(world: World, repository: SimulatedRepository): string {
  const name = fullName(repository);
  const runs = world.state().runs.filter((run) => run.repository === name);
  const rows = runs
    .toReversed()
    .map((run) => [
      badge(run.conclusion ?? run.status),
      link(`/${name}/actions/runs/${run.id}`, run.name),
      escapeHtml(run.workflow),
      moment(run.createdAt),
    ]);
  return githubPage(`Actions of ${name}`, repositoryLinks(name) + table(['', 'Run', 'Workflow', 'Created'], rows));
}
