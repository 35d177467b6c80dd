import { expect, inject, test } from 'vitest';
import { temporaryHome } from '../../local/world/home/home.ts';
import { keptSecrets } from '../../local/world/home/secrets.ts';
import { usedPermissions } from './enforcement/used-permissions.ts';

test('every action that a function is allowed is used by a step of the story', async () => {
  const used = await usedPermissions(inject('outDir'), keptSecrets(temporaryHome().secretsFile));

  expect(used.length).toBeGreaterThan(100);
  const unused = used.filter(({ step }) => step === undefined);
  expect(unused.map(({ functionName, action, target }) => `${functionName} ${action} on ${target}`)).toEqual([]);
});
