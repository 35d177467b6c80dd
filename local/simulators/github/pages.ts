import { escapeHtml } from '../escape-html.ts';
import type { GitHubState } from './workflow-runs.ts';

/** What a browser shows at the links that we post: enough to see where they lead while the laptop run goes on. */
export function pageAt(state: GitHubState, path: string): string | undefined {
  const [, repository = '', kind, number = ''] = /^\/([\w.-]+\/[\w.-]+)\/(actions\/runs|pull)\/(\d+)$/.exec(path) ?? [];
  if (kind === 'pull') return pullPage(state, repository, Number(number));
  return kind === undefined ? undefined : runPage(state, repository, Number(number));
}

function pullPage(state: GitHubState, repository: string, number: number): string | undefined {
  if (number >= (state.nextPull[repository] ?? 1)) return undefined;
  return page(`${repository} #${number}`, '<p>A simulated run opened this pull request; it has no code.</p>');
}

function runPage(state: GitHubState, repository: string, id: number): string | undefined {
  const run = state.runs.find((one) => one.id === id && one.repository === repository);
  if (run === undefined) return undefined;
  const outcome = run.conclusion === null ? run.status : `${run.status}, ${run.conclusion}`;
  return page(run.name, `<p>${escapeHtml(run.workflow)} in ${escapeHtml(repository)}: <strong>${outcome}</strong></p>`);
}

function page(title: string, content: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escapeHtml(title)} (simulated)</title>
<h1>${escapeHtml(title)}</h1>
<p>Simulated GitHub.</p>
${content}
</html>`;
}
