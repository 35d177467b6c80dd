import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aPublication } from './fixtures/a-publication.ts';

/** How often git and the API of GitHub are asked while so many changed files are published. */
async function requestsFor(files: number): Promise<{ git: number; api: number }> {
  const publication = await aPublication();
  const { hub } = publication;
  const names = Array.from({ length: files }, (_, at) => `src/file-${at}.txt`);
  const baseSha = hub.git.push('main', Object.fromEntries(names.map((name) => [name, `${name}\n`])));
  publication.handOver(
    (folder) => {
      for (const name of names) writeFileSync(join(folder, name), `${name} changed\n`);
    },
    { baseSha },
  );
  let git = 0;
  const { serve } = hub.git;
  hub.git.serve = (request, response) => {
    git += 1;
    serve(request, response);
  };
  const report = await publication.publish();
  await publication.close();
  expect(report).toMatchObject({ outcome: 'success', changes: { files } });
  return { git, api: hub.requests.length };
}

test('publishing asks as often for 200 changed files as for one', async () => {
  expect(await requestsFor(200)).toEqual(await requestsFor(1));
});
