/** Folders and files that tools make for themselves, whether or not `.gitignore` knows them. */
const FOLDERS = new Set(
  [
    'node_modules .pnpm-store .npm .yarn-cache bower_components jspm_packages .turbo .parcel-cache .next .nuxt .svelte-kit .angular',
    '.nyc_output .eslintcache .stylelintcache .vite .docusaurus elm-stuff',
    '.venv venv __pycache__ .pytest_cache .mypy_cache .ruff_cache .tox .nox .hypothesis .ipynb_checkpoints .eggs',
    '.gradle .kotlin .m2 .bloop .metals .bsp .ivy2 .sbt .bundle .cargo-home .dart_tool .stack-work .sass-cache .terraform',
    '.serverless .aws-sam cdk.out .direnv .devenv .cache .phpunit.cache .DS_Store',
  ].flatMap((names) => names.split(' ')),
);
const FILES = /\.(?:pyc|tsbuildinfo)$|^\.phpunit\.result\.cache$/;

/** The outermost folder or file on the way to a path that looks like a cache, as a path; undefined where there is none. */
export function cacheOf(path: string): string | undefined {
  const parts = path.split('/');
  const at = parts.findIndex((part, index) => FOLDERS.has(part) || (index === parts.length - 1 && FILES.test(part)));
  return at < 0 ? undefined : parts.slice(0, at + 1).join('/');
}

/** What the job itself installs: a change of it is none of the run's, even where the repository keeps it. */
export function isInstalled(path: string): boolean {
  return path.startsWith('node_modules/') || path.includes('/node_modules/');
}
