import * as z from 'zod';
import { type Run, workflowRunName } from '../../domain/run.ts';
import { MINUTE_MS, plus } from '../../domain/time.ts';
import { understood } from '../../github/understood.ts';
import type { Execution } from '../../ports/executor.ts';
import type { GitHubClient } from './github-client.ts';
import { GitHubId } from './github-id.ts';

const RunList = z.object({
  total_count: z.int(),
  workflow_runs: z.array(
    z.object({ id: GitHubId, html_url: z.url(), name: z.string().nullish(), display_title: z.string() }),
  ),
});

const PAGE_SIZE = 100;
/** GitHub lists at most 1,000 runs for a search. */
const MAX_PAGES = 10;
/** Our clock and GitHub's may differ. */
const CLOCK_MARGIN_MS = 5 * MINUTE_MS;

/** The workflow runs that bear the name of this run; there may be two after a lost answer. */
export async function listNamed(client: GitHubClient, run: Run): Promise<Execution[]> {
  const name = workflowRunName(run);
  const found: Execution[] = [];
  let listed = 0;
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const { workflow_runs: runs, total_count: total } = await listPage(client, run, page);
    listed += runs.length;
    const named = runs.filter((listed) => listed.display_title === name || listed.name === name);
    found.push(...named.map(({ id, html_url }) => ({ workflowRunId: id, url: html_url })));
    // A page may hold fewer than are asked for.
    if (runs.length === 0 || listed >= total) break;
  }
  return found;
}

async function listPage(client: GitHubClient, run: Run, page: number) {
  const { data } = await client.request('GET /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs', {
    owner: run.owner,
    repo: run.repo,
    workflow_id: run.workflowFile,
    event: 'workflow_dispatch',
    created: `>=${plus(run.reservedAt, -CLOCK_MARGIN_MS).slice(0, 19)}Z`,
    per_page: PAGE_SIZE,
    page,
  });
  return understood(RunList, data);
}
