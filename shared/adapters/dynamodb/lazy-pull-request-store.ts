import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { PullRequestStore } from '../../ports/pull-request-store.ts';

/** Records of pull requests, loaded with the first of them: what is loaded at every start is bounded. */
export function lazyPullRequestStore(client: DynamoDBDocumentClient, tableName: string): PullRequestStore {
  let loading: Promise<PullRequestStore> | undefined;
  const store = () => {
    loading ??= import('./pull-request-store.ts').then((made) => made.pullRequestStore(client, tableName));
    return loading;
  };
  return {
    read: async (id) => (await store()).read(id),
    write: async (record) => (await store()).write(record),
    open: async () => (await store()).open(),
    waiting: async () => (await store()).waiting(),
    ofTicket: async (ref) => (await store()).ofTicket(ref),
  };
}
