import { escapeHtml } from '../../loopback/escape-html.ts';
import { renderMarkdown } from '../../pages/markdown.ts';
import { badge, remark } from '../../pages/page.ts';
import type { PullRecord, ReviewCommentRecord } from '../code-state.ts';
import { commitsBetween } from '../git/commits.ts';
import { changedFiles } from '../git/diff.ts';
import { checkRunsOf } from '../operations/checks.ts';
import { gitDirOf, type World } from '../operations/world.ts';
import { findPull } from '../pull-requests.ts';
import { fullName, type SimulatedRepository } from '../repositories.ts';
import { diffView } from './diff-view.ts';
import { resolveForm, sayingForms, stateForms } from './pull-forms.ts';
import { pullState } from './pull-state.ts';
import { githubPage, repositoryLinks } from './repository-pages.ts';

/** The page of a pull request; undefined when there is none. */
export async function pullPage(
  world: World,
  repository: SimulatedRepository,
  number: number,
): Promise<string | undefined> {
  const name = fullName(repository);
  const pull = repository.gitDir === undefined ? undefined : await findPull(world, repository, number);
  if (pull !== undefined)
    return githubPage(`${pull.title} · ${name} #${number}`, await content(world, repository, pull));
  if (number >= (world.state().nextPull[name] ?? 1)) return undefined;
  return githubPage(`${name} #${number}`, '<p>A simulated run opened this pull request; it has no code.</p>');
}

async function content(world: World, repository: SimulatedRepository, pull: PullRecord): Promise<string> {
  const gitDir = gitDirOf(repository);
  const [files, commits] = await Promise.all([
    changedFiles(gitDir, pull.baseSha, pull.headSha),
    commitsBetween(gitDir, pull.baseSha, pull.headSha),
  ]);
  const branches = `<code>${escapeHtml(pull.head)}</code> into <code>${escapeHtml(pull.base)}</code>`;
  const listed = commits.map(({ sha, message, author }) => {
    const [title = ''] = message.split('\n');
    return `<li><code>${sha.slice(0, 7)}</code> ${escapeHtml(title)} <span class="quiet">${escapeHtml(author.name)}</span></li>`;
  });
  return [
    repositoryLinks(fullName(repository)),
    `<p>${badge(pullState(pull))} ${escapeHtml(pull.author.login)} wants to merge ${branches}</p>`,
    remark({ who: pull.author.login, did: 'described it', at: pull.createdAt }, renderMarkdown(pull.body ?? '')),
    `<h2>Checks</h2>${checks(world, repository, pull)}`,
    `<h2>Conversation</h2>${conversation(world, pull)}`,
    sayingForms(files.map(({ path }) => path)),
    stateForms(pull),
    `<h2>Commits (${commits.length})</h2><ul>${listed.join('')}</ul>`,
    `<h2>Files changed (${files.length})</h2>${diffView(files)}`,
  ].join('\n');
}

function checks(world: World, repository: SimulatedRepository, pull: PullRecord): string {
  const runs = checkRunsOf(world, repository, pull.headSha);
  if (runs.length === 0) return '<p class="quiet">None ran on the last commit.</p>';
  const items = runs.map((run) => `<li>${badge(run.conclusion ?? run.status)} ${escapeHtml(run.name)}</li>`);
  return `<ul>${items.join('')}</ul>`;
}

/** Comments, verdicts and comments on lines in the order in which they were written. */
function conversation(world: World, pull: PullRecord): string {
  const isHere = (one: { repository: string; pull: number }) =>
    one.repository === pull.repository && one.pull === pull.number;
  const { comments, reviews, reviewComments, resolvedThreads } = world.state().code;
  const endOf = ({ id, inReplyTo }: ReviewCommentRecord) => {
    if (inReplyTo !== undefined) return '';
    return resolvedThreads.includes(id) ? `<p>${badge('resolved')}</p>` : resolveForm(id);
  };
  const said = [
    ...comments.filter(isHere).map((one) => ({ ...one, did: 'commented', anchor: 'issuecomment-', end: '' })),
    ...reviews
      .filter((one) => isHere(one) && (one.body !== '' || one.state !== 'COMMENTED'))
      .map((one) => ({
        ...{ ...one, did: one.state.toLowerCase().replaceAll('_', ' ') },
        ...{ anchor: 'pullrequestreview-', end: '' },
      })),
    ...reviewComments.filter(isHere).map((one) => ({
      ...{ ...one, did: `on ${one.path}:${one.line ?? 'file'}` },
      ...{ anchor: 'discussion_r', end: endOf(one) },
    })),
  ];
  if (said.length === 0) return '<p class="quiet">Nobody has said anything.</p>';
  return said
    .sort((a, b) => a.id - b.id)
    .map(({ author, did, updatedAt: at, body, anchor, id, end }) =>
      remark({ who: author.login, did, at, id: `${anchor}${id}` }, `${renderMarkdown(body)}${end}`),
    )
    .join('\n');
}
