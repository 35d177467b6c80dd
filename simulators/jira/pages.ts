import { escapeHtml } from '../loopback/escape-html.ts';
import { badge, link, page, remark, table } from '../pages/page.ts';
import { adfHtml } from './adf-html.ts';
import { fieldOf, REPO_FIELD, STATUS_FIELD } from './seed.ts';
import type { IssueRecord, JiraState } from './state.ts';
import { PEOPLES_ACCOUNT, PEOPLES_NAME } from './views.ts';

/** What a browser shows: all tickets, or one with what was said on it; undefined where there is no such page. */
export function jiraPage(state: JiraState, pathname: string): string | undefined {
  if (pathname === '/') return homePage(state);
  const key = /^\/browse\/([\w-]+)$/.exec(pathname)?.[1]?.toUpperCase();
  const issue = state.issues.find((one) => one.key === key);
  return issue === undefined ? undefined : ticketPage(state, issue);
}

function homePage(state: JiraState): string {
  const projects = state.projects.map(({ key, name }) => {
    const issues = state.issues.filter(({ projectKey }) => projectKey === key);
    const rows = issues.map((issue) => [
      linkTo(issue),
      escapeHtml(issue.summary),
      badge(issue.status),
      escapeHtml(chosenIn(state, issue, STATUS_FIELD) ?? ''),
    ]);
    return `<h2>${escapeHtml(name)}</h2>${table(['Ticket', 'Title', 'Status', STATUS_FIELD], rows)}`;
  });
  return page('Jira', 'Tickets', projects.join('\n'));
}

function ticketPage(state: JiraState, issue: IssueRecord): string {
  const comments = state.comments.filter(({ issueId }) => issueId === issue.id);
  const said = comments.map(({ body, accountId, created, updated }) => {
    const who = accountId === PEOPLES_ACCOUNT ? PEOPLES_NAME : 'AI-Implement';
    return remark({ who, did: updated === created ? 'commented' : 'edited', at: Date.parse(updated) }, adfHtml(body));
  });
  const facts = [
    ['Status', badge(issue.status)],
    ...[STATUS_FIELD, REPO_FIELD].map((name) => [name, escapeHtml(chosenIn(state, issue, name) ?? 'none')]),
    ['Priority', escapeHtml(issue.priority ?? 'none')],
    ...links(state, issue),
  ];
  return page(
    'Jira',
    `${issue.key}: ${issue.summary}`,
    [
      table(['', ''], facts),
      issue.description === null ? '<p class="quiet">No description.</p>' : adfHtml(issue.description),
      `<h2>Comments (${comments.length})</h2>`,
      said.join('\n') || '<p class="quiet">Nobody has said anything.</p>',
    ].join('\n'),
  );
}

function links(state: JiraState, issue: IssueRecord): string[][] {
  const named = (id: string) => {
    const other = state.issues.find((one) => one.id === id);
    return other === undefined ? '' : `${linkTo(other)} ${escapeHtml(other.summary)}`;
  };
  return state.links.flatMap(({ type, fromId, toId }) => {
    if (toId === issue.id) return [[type === 'Blocks' ? 'Blocked by' : 'Relates to', named(fromId)]];
    return fromId === issue.id ? [[type === 'Blocks' ? 'Blocks' : 'Relates to', named(toId)]] : [];
  });
}

const linkTo = ({ key }: IssueRecord) => link(`/browse/${key}`, key);
const chosenIn = (state: JiraState, issue: IssueRecord, name: string) => issue.values[fieldOf(state, issue, name).id];
