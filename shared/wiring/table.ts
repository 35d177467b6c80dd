import { documentClient } from '../adapters/dynamodb/document-client.ts';

/** The table of this deployment, and the one client on which a function's stores share it. */
export interface Table {
  client: ReturnType<typeof documentClient>;
  name: string;
}

export function openTable(env: { TABLE_NAME: string }): Table {
  return { client: documentClient(), name: env.TABLE_NAME };
}
