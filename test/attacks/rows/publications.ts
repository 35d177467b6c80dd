import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { aPublication, type Publication } from '../../runner/fixtures/a-publication.ts';

export type Change = (folder: string) => void;

/** What the agent's job can hand over. */
export const IN_WORK = "files that the agent's job hands over";

export const write =
  (path: string, content = 'canary\n'): Change =>
  (folder) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };

export const all =
  (...changes: Change[]): Change =>
  (folder) => {
    for (const change of changes) change(folder);
  };

/** Publishing stages, each against a repository of its own. */
export function publications() {
  const open: Publication[] = [];
  return {
    async begin(...context: Parameters<typeof aPublication>): Promise<Publication> {
      const publication = await aPublication(...context);
      open.push(publication);
      return publication;
    },
    close: async () => void (await Promise.all(open.splice(0).map((publication) => publication.close()))),
  };
}
