const SLUG_LENGTH = 48;

interface BranchOptions {
  prefix?: string | undefined;
  round?: number;
}

/**
 * `ai-implement/<KEY>-<slug of the title>`, under the mapping's prefix when it has one. From the second `round` on its number
 * follows: the branch of an earlier one may stand, with commits that are merged.
 */
export function branchName(ticketKey: string, title: string, { prefix, round = 1 }: BranchOptions = {}): string {
  const slug = title
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, SLUG_LENGTH)
    .replace(/-+$/, '');
  const number = round === 1 ? '' : `-${round}`;
  const name = `ai-implement/${ticketKey}${slug === '' ? '' : `-${slug}`}${number}`;
  return prefix === undefined ? name : `${prefix}/${name}`;
}
