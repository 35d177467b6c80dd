import { mappingStore } from '../adapters/dynamodb/mapping-store.ts';
import type { MappingStore } from '../ports/mapping-store.ts';
import type { Table } from './table.ts';

/** Project mappings alone. */
export function openMappings({ client, name }: Table): MappingStore {
  return mappingStore(client, name);
}
