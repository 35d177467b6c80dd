import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { MappingStore } from '../../ports/mapping-store.ts';
import { MAPPINGS, mappingKey } from './keys.ts';
import { type StateTable, stateTable } from './state-table.ts';

/** What a record is read by; loaded with the first one, since most starts of a function read none. */
const mappingRecord = async () => (await import('../../contract/mapping-record.ts')).MappingRecord;

export function mappingStore(client: DynamoDBDocumentClient, tableName: string): MappingStore {
  const table = stateTable(client, tableName);
  return {
    async all() {
      const schema = await mappingRecord();
      return (await table.query({ index: 'gsi1', partition: MAPPINGS })).map((item) => schema.parse(item));
    },
    async read(mappingId) {
      return (await mappingRecord()).optional().parse(await table.get(mappingKey(mappingId)));
    },
    async save(mapping) {
      const saved = { ...mapping, version: mapping.version + 1 };
      const write = await table.put(
        { ...mappingKey(mapping.mappingId), ...saved, gsi1pk: MAPPINGS, gsi1sk: mapping.name },
        mapping.version === 0
          ? { condition: 'attribute_not_exists(pk)' }
          : { condition: 'version = :version', values: { ':version': mapping.version } },
      );
      return write.isWritten ? { outcome: 'saved', mapping: saved } : { outcome: 'stale' };
    },
    async suspend(mappingId, suspended) {
      await table.update(
        mappingKey(mappingId),
        'SET suspended = :suspended, updatedAt = :at, version = version + :one',
        {
          condition: 'attribute_exists(pk) AND attribute_not_exists(suspended) AND updatedAt < :at',
          values: { ':suspended': suspended, ':at': suspended.at, ':one': 1 },
        },
      );
    },
    async noteRepository({ mappingId, version, suspended, ...noted }) {
      const { owner, repo, repositoryId, updatedAt } = noted;
      // Of a repository that nobody could look at the number is not known.
      const known = { repositoryId, suspended };
      const stays = Object.entries(known).filter(([, value]) => value !== undefined);
      const goes = Object.entries(known).filter(([, value]) => value === undefined);
      const set = [
        '#owner = :owner, repo = :repo, updatedAt = :at, version = version + :one',
        ...stays.map(([name]) => `${name} = :${name}`),
      ];
      const remove = goes.length === 0 ? '' : ` REMOVE ${goes.map(([name]) => name).join(', ')}`;
      const write = await table.update(mappingKey(mappingId), `SET ${set.join(', ')}${remove}`, {
        condition: 'version = :version',
        names: { '#owner': 'owner' },
        values: {
          ...{ ':owner': owner, ':repo': repo, ':at': updatedAt, ':version': version, ':one': 1 },
          ...Object.fromEntries(stays.map(([name, value]) => [`:${name}`, value])),
        },
      });
      return write.isWritten ? 'noted' : 'stale';
    },
    ...toldByRuns(table),
    async remove(mapping) {
      const write = await table.remove(mappingKey(mapping.mappingId), {
        condition: 'attribute_not_exists(pk) OR version = :version',
        values: { ':version': mapping.version },
      });
      return write.isWritten ? 'removed' : 'stale';
    },
  };
}

/** What is known of a mapping's repository by its runs alone. */
function toldByRuns(table: StateTable): Pick<MappingStore, 'noteSubscription' | 'noteRunner'> {
  return {
    async noteSubscription(mappingId, isSubscription) {
      await table.update(mappingKey(mappingId), 'SET isSubscription = :is, version = version + :one', {
        condition: 'attribute_exists(pk) AND (attribute_not_exists(isSubscription) OR isSubscription <> :is)',
        values: { ':is': isSubscription, ':one': 1 },
      });
    },
    async noteRunner(mappingId, runner) {
      const [update, values] =
        runner.kind === 'current' ? ['REMOVE runner', {}] : ['SET runner = :runner', { ':runner': runner }];
      const IS_NEWS = '(attribute_not_exists(runner) OR runner.#at < :at)';
      await table.update(mappingKey(mappingId), `${update} ADD version :one`, {
        condition: `attribute_exists(pk) AND ${IS_NEWS}`,
        names: { '#at': 'at' },
        values: { ...values, ':at': runner.at, ':one': 1 },
      });
    },
  };
}
