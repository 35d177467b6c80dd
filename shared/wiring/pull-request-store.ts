import { pullRequestStore } from '../adapters/dynamodb/pull-request-store.ts';
import type { PullRequestStore } from '../ports/pull-request-store.ts';
import type { Table } from './table.ts';

/** Records of pull requests alone, for what is about them with every call. */
export function openPullRequestRecords({ client, name }: Table): PullRequestStore {
  return pullRequestStore(client, name);
}
