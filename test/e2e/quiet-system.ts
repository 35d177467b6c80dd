import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { NativeAttributeValue } from '@aws-sdk/util-dynamodb';
import { systemClock } from '../../shared/runtime/identities.ts';
import { openStateStores } from '../../shared/wiring/state-stores.ts';
import { MAPPINGS_WITHOUT_PLANNING } from '../../simulators/seed/seed.ts';
import { startWholeSystem, type WholeSystem } from './whole-system.ts';

type Item = Record<string, NativeAttributeValue>;

/** A whole system, and what it has stored. */
export interface SystemWithStores extends WholeSystem {
  stores: ReturnType<typeof openStateStores>;
  tableName: string;
  /** All items whose partition key begins like this, in order; everything without it. */
  items(start?: string): Promise<Item[]>;
}

/** One in which nothing is marked but what the test marks itself. */
export interface QuietSystem extends SystemWithStores {
  /** Adds a ticket in a team, marks it, and answers its key. */
  markNew(teamKey: string, title: string, description?: string): string;
}

/**
 * Starts the whole system without planning, unless the options say otherwise, and takes the marks of the seed away; what
 * was admitted before is over when this answers.
 */
export async function startQuietSystem(options: Parameters<typeof startWholeSystem>[0] = {}): Promise<QuietSystem> {
  const system = await startWholeSystem({ mappings: MAPPINGS_WITHOUT_PLANNING, ...options });
  const { linear, laptop } = system;
  for (const key of linear.keys()) linear.unmark(key);
  // A poll that saw the marks may have offered them, and each offer is looked at and noted.
  await system.until(() => laptop.isIdle());
  return {
    ...withStores(system),
    markNew(teamKey, title, description = '') {
      const key = linear.createIssue(teamKey, { title, description });
      linear.mark(key);
      return key;
    },
  };
}

/** The same system, with a look into its table. */
export function withStores(system: WholeSystem): SystemWithStores {
  const { laptop } = system;
  const tableName = Object.values(laptop.tableNames)[0] ?? '';
  return {
    ...system,
    tableName,
    stores: openStateStores({ client: laptop.dynamodb, name: tableName }, systemClock),
    async items(start = '') {
      const { Items = [] } = await laptop.dynamodb.send(
        new ScanCommand({ TableName: tableName, ConsistentRead: true }),
      );
      const wanted = Items.filter(({ pk }) => String(pk).startsWith(start));
      return wanted.sort((a, b) => `${a['pk']} ${a['sk']}`.localeCompare(`${b['pk']} ${b['sk']}`));
    },
  };
}
