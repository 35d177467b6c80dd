import { escapeHtml } from '../loopback/escape-html.ts';
import { renderMarkdown } from '../pages/markdown.ts';
import { badge, link, page, remark, table } from '../pages/page.ts';
import { issueNamed, keyOf } from './seed.ts';
import type { IssueRecord, LinearState } from './state.ts';

const PRIORITIES = ['No priority', 'Urgent', 'High', 'Medium', 'Low'];

/** What a browser shows: all tickets, or one with what was said on it; undefined where there is no such page. */
export function linearPage(state: LinearState, pathname: string): string | undefined {
  if (pathname === '/') return homePage(state);
  const key = /^\/issue\/([\w-]+)(?:\/[\w-]*)?$/.exec(pathname)?.[1]?.toUpperCase();
  const issue = key === undefined ? undefined : issueNamed(state, key);
  return issue === undefined || issue.trashed ? undefined : ticketPage(state, issue);
}

function homePage(state: LinearState): string {
  const teams = state.teams.map((team) => {
    const issues = state.issues.filter(({ teamId, trashed }) => teamId === team.id && !trashed);
    const rows = issues.map((issue) => [
      linkTo(state, issue),
      escapeHtml(issue.title),
      badge(stateOf(state, issue)),
      escapeHtml(labelsOf(state, issue).join(', ')),
    ]);
    return `<h2>${escapeHtml(team.name)}</h2>${table(['Ticket', 'Title', 'State', 'Labels'], rows)}`;
  });
  return page('Linear', 'Tickets', teams.join('\n'));
}

function ticketPage(state: LinearState, issue: IssueRecord): string {
  const comments = state.comments.filter(({ issueId }) => issueId === issue.id);
  const said = comments.map(({ id, body, createdAt, editedAt }) => {
    const did = editedAt === undefined ? 'written' : 'edited';
    return remark(
      { who: 'Comment', did, at: Date.parse(editedAt ?? createdAt), id: `comment-${id}` },
      renderMarkdown(body),
    );
  });
  const facts = [
    ['State', badge(stateOf(state, issue))],
    ['Priority', escapeHtml(PRIORITIES[issue.priority] ?? '')],
    ['Labels', escapeHtml(labelsOf(state, issue).join(', ') || 'none')],
    ...(issue.projectId === null ? [] : [['Project', escapeHtml(projectOf(state, issue.projectId))]]),
    ...relations(state, issue),
  ];
  return page(
    'Linear',
    `${keyOf(state, issue)}: ${issue.title}`,
    [
      table(['', ''], facts),
      issue.description === '' ? '<p class="quiet">No description.</p>' : renderMarkdown(issue.description),
      `<h2>Comments (${comments.length})</h2>`,
      said.join('\n') || '<p class="quiet">Nobody has said anything.</p>',
    ].join('\n'),
  );
}

function relations(state: LinearState, issue: IssueRecord): string[][] {
  const named = (id: string) => {
    const other = state.issues.find((one) => one.id === id);
    return other === undefined ? '' : `${linkTo(state, other)} ${escapeHtml(other.title)}`;
  };
  return state.relations.flatMap(({ type, issueId, relatedIssueId }) => {
    if (relatedIssueId === issue.id) return [[type === 'blocks' ? 'Blocked by' : 'Related to', named(issueId)]];
    return issueId === issue.id ? [[type === 'blocks' ? 'Blocks' : 'Related to', named(relatedIssueId)]] : [];
  });
}

function linkTo(state: LinearState, issue: IssueRecord): string {
  const key = keyOf(state, issue);
  return link(`/issue/${key}`, key);
}

const stateOf = (state: LinearState, { stateId }: IssueRecord) =>
  state.states.find(({ id }) => id === stateId)?.name ?? '';
const projectOf = (state: LinearState, projectId: string) =>
  state.projects.find(({ id }) => id === projectId)?.name ?? '';
const labelsOf = (state: LinearState, { labelIds }: IssueRecord) =>
  labelIds.flatMap((id) => state.labels.find((label) => label.id === id)?.name ?? []);
