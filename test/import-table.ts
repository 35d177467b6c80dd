/** What the files of one folder may import. */
export interface ImportRule {
  /** As in the table: a folder, or a file; `*` stands for one name. */
  folder: string;
  /** Paths that the rule is about. */
  of: RegExp;
  /** Own files: paths from the root; a `*` is the name that the folder's `*` stands for. `/` is everything. */
  files: string[];
  /** Packages: `node:` stands for all of Node, `*` for every package. */
  packages: string[];
}

const HEADING = '## Who may import whom';

/** Reads the table that follows the heading; the first rule that fits a file decides. Throws where there is none. */
export function importTable(markdown: string): ImportRule[] {
  const section = markdown.split(HEADING)[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('| `'));
  if (rows.length === 0) throw new Error(`there is no table under "${HEADING}"`);
  return rows.map((row) => {
    const [folder = '', files = '', packages = ''] = row
      .split('|')
      .slice(1)
      .map((cell) => quoted(cell));
    return { ...ruleOf(folder[0] ?? ''), files: [...files], packages: [...packages] };
  });
}

function quoted(cell: string): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
}

function ruleOf(folder: string): Pick<ImportRule, 'folder' | 'of'> {
  const pattern = folder.replace(/[.]/g, '\\.').replace('*', '([^/]+)');
  return { folder, of: new RegExp(`^${pattern}${/\.\w+$/.test(folder) ? '$' : '/'}`) };
}
