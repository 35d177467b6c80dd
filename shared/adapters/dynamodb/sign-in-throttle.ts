import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { epochSeconds } from '../../domain/time.ts';
import type { SignInThrottle } from '../../ports/admin-store.ts';
import { throttleKey } from './access-keys.ts';
import { type StateTable, stateTable } from './state-table.ts';

const Tries = z.object({ tries: z.int() });

type Window = Parameters<SignInThrottle['count']>[1];

export function signInThrottle(client: DynamoDBDocumentClient, tableName: string): SignInThrottle {
  const table = stateTable(client, tableName);
  return { count: (address, window) => countIn(table, address, window) };
}

/** Counts in the window that runs, else begins one; whoever loses the race to begin it counts in the winner's. */
async function countIn(table: StateTable, address: string, window: Window): Promise<number> {
  const { now, endsAt } = window;
  const values = { ':one': 1, ':now': now, ':endsAt': endsAt, ':expiresAt': epochSeconds(endsAt) };
  const ends = 'endsAt = if_not_exists(endsAt, :endsAt), expiresAt = if_not_exists(expiresAt, :expiresAt)';
  const counted = await table.update(throttleKey(address), `SET ${ends} ADD tries :one`, {
    condition: 'attribute_not_exists(endsAt) OR endsAt > :now',
    values,
  });
  if (counted.isWritten) return Tries.parse(counted.item).tries;
  const begun = await table.update(throttleKey(address), 'SET endsAt = :endsAt, expiresAt = :expiresAt, tries = :one', {
    condition: 'endsAt <= :now',
    values,
  });
  return begun.isWritten ? 1 : countIn(table, address, window);
}
