import { describe } from 'vitest';
import { storeContracts } from './store-contracts.ts';
import { fakeStores } from './stores.ts';

describe('the fake stores', () => storeContracts(async () => fakeStores()));
