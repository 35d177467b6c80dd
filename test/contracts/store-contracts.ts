import { bucketStoreContract } from './bucket-store.ts';
import { dispatchRecordStoreContract } from './dispatch-record-store.ts';
import { mappingStoreContract } from './mapping-store.ts';
import { pullRequestStoreContract } from './pull-request-store.ts';
import { runCourseContract } from './run-course.ts';
import { runDispatchContract } from './run-dispatch.ts';
import { runDocumentsContract } from './run-documents.ts';
import { smallStoresContract } from './small-stores.ts';
import { spendingStoreContract } from './spending-store.ts';
import type { FreshStores } from './stores.ts';
import { ticketStoreContract } from './ticket-store.ts';

/** What every store promises, wherever it keeps its records. */
export function storeContracts(fresh: FreshStores): void {
  bucketStoreContract(fresh);
  dispatchRecordStoreContract(fresh);
  runDispatchContract(fresh);
  runCourseContract(fresh);
  runDocumentsContract(fresh);
  ticketStoreContract(fresh);
  pullRequestStoreContract(fresh);
  mappingStoreContract(fresh);
  spendingStoreContract(fresh);
  smallStoresContract(fresh);
}
