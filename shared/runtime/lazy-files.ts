import type { StaticFiles } from './static-files.ts';

/** The files of a folder, with what serves them loaded at the first one: calls of the API need none. */
export function lazyFiles(folder: URL): StaticFiles {
  let files: Promise<StaticFiles> | undefined;
  return async (name, acceptEncoding) => {
    files ??= import('./static-files.ts').then(({ staticFiles }) => staticFiles(folder));
    return (await files)(name, acceptEncoding);
  };
}
