/** Characters of a diff that a prompt takes: about 75,000 tokens, which leaves room to read and to think. */
const LIMIT = 300_000;

/** The beginning of a diff that is too long, with a note; whoever reads it can look at the files. */
export function boundedDiff(diff: string): string {
  if (diff.length <= LIMIT) return diff;
  const names = [...diff.slice(LIMIT).matchAll(/^diff --git a\/(.*) b\//gm)].map(([, name]) => name);
  return `${diff.slice(0, LIMIT)}\n[cut here; more has changed${names.length === 0 ? '' : ` in ${names.slice(0, 500).join(', ')}`}]`;
}
