import { expect, test } from 'vitest';
import type { GitHubClient } from '../../shared/adapters/github/github-client.ts';
import { listNamed } from '../../shared/adapters/github/list-named.ts';
import { markedComments } from '../../shared/adapters/jira/marked-comments.ts';
import type { JiraRequests } from '../../shared/adapters/jira/requests.ts';
import { workflowRunName } from '../../shared/domain/run.ts';
import { aRun } from '../builders/a-run.ts';

// Services bound their pages as they like: one that holds fewer than were asked for is not the last.

test('comments of ours on Jira are all found, though a page holds two', async () => {
  const all = Array.from({ length: 5 }, (_, n) => ({ id: String(n), author: { accountId: 'us' } }));
  const asked: number[] = [];
  const send: JiraRequests['send'] = async (name, call, answer) => {
    if (name === 'CommentMarkers') {
      const marked = ({ id }: { id: string }) => ({
        ...{ id, body: {} },
        properties: [{ key: 'ai-implement', value: { commentId: id, digest: '' } }],
      });
      return answer.parse({ values: all.map(marked) });
    }
    let startAt = 0;
    const comments = async (input: { startAt: number }) => {
      startAt = input.startAt;
    };
    await call({ comments } as unknown as Parameters<typeof call>[0], {} as never);
    asked.push(startAt);
    return answer.parse({ comments: all.slice(startAt, startAt + 2), total: all.length });
  };
  const jira = { send, accountId: async () => 'us' } as unknown as JiraRequests;

  expect(await markedComments(jira).on('10001')).toHaveLength(5);
  expect(asked).toEqual([0, 2, 4]);
});

test('a run is found by its name on the second page, though the first holds fewer than were asked for', async () => {
  const run = aRun();
  const other = { id: 1, html_url: 'https://github.test/1', display_title: 'another' };
  const pages = [[other], [{ ...other, id: 2, display_title: workflowRunName(run) }]];
  const request = async (_: string, { page }: { page: number }) => ({
    data: { total_count: 2, workflow_runs: pages[page - 1] ?? [] },
  });

  const found = await listNamed({ request } as unknown as GitHubClient, run);

  expect(found.map(({ workflowRunId }) => workflowRunId)).toEqual(['2']);
});
