import { escapeHtml } from '../loopback/escape-html.ts';
import type { LinearPeople } from './people.ts';

/** What a browser shows for a ticket's URL: enough to look at it while the laptop run goes on. */
export function ticketPage(people: LinearPeople, key: string): string | undefined {
  if (!people.keys().includes(key)) return undefined;
  const comments = people.commentsOf(key).map((comment) => `<pre>${escapeHtml(comment.body)}</pre>`);
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(key)} (simulated)</title>
<h1>${escapeHtml(key)}</h1>
<p>Simulated Linear. State: <strong>${escapeHtml(people.stateOf(key))}</strong></p>
<p>Labels: ${escapeHtml(people.labelsOf(key).join(', ') || 'none')}</p>
<h2>Comments</h2>
${comments.join('\n') || '<p>None.</p>'}
</html>`;
}
