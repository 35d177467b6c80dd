const SLUG_LENGTH = 48;

/** `ai-implement/<KEY>-<slug of the title>`, under the mapping's prefix when it has one. */
export function branchName(ticketKey: string, title: string, prefix?: string): string {
  const slug = title
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, SLUG_LENGTH)
    .replace(/-+$/, '');
  const name = `ai-implement/${ticketKey}${slug === '' ? '' : `-${slug}`}`;
  return prefix === undefined ? name : `${prefix}/${name}`;
}
