import { expect, test } from 'vitest';
import { readDelivery } from '../../../functions/github-webhook/read-delivery.ts';

const repository = { id: 1, full_name: 'acme/backend' };
const pull_request = { number: 7 };

test.each(['opened', 'closed', 'reopened', 'synchronize', 'ready_for_review', 'converted_to_draft'])(
  'a pull request that GitHub tells to be %s is read anew at once',
  (action) => {
    const payload = { action, repository, pull_request };
    expect(readDelivery({ event: 'pull_request', payload })).toMatchObject({ says: 'changed', pulls: [{ number: 7 }] });
  },
);
