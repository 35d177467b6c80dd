import type { RedeliveryStore } from '../../shared/ports/webhook-deliveries.ts';

/** What was asked for again, in memory. */
export function fakeRedeliveryStore(): RedeliveryStore {
  let standing: Record<string, string> = {};
  return {
    read: async () => ({ ...standing }),
    async write(asked) {
      standing = { ...asked };
    },
  };
}
