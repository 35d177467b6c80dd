import { escapeHtml } from '../loopback/escape-html.ts';
import type { JiraPeople } from './people.ts';
import { REPO_FIELD, STATUS_FIELD } from './seed.ts';

/** What a browser shows for a ticket's URL: enough to look at it while the laptop run goes on. */
export function ticketPage(people: JiraPeople, key: string): string | undefined {
  if (!people.keys().includes(key)) return undefined;
  const comments = people.commentsOf(key).map((comment) => `<pre>${escapeHtml(comment.text)}</pre>`);
  const facts = [
    ['Status', people.stateOf(key)],
    [STATUS_FIELD, people.markerOf(key) ?? 'none'],
    [REPO_FIELD, people.repoOf(key) ?? 'none'],
  ] as const;
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(key)} (simulated)</title>
<h1>${escapeHtml(key)}: ${escapeHtml(people.titleOf(key))}</h1>
<p>Simulated Jira.</p>
<dl>${facts.map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>
<h2>Comments</h2>
${comments.join('\n') || '<p>None.</p>'}
</html>`;
}
