/** Ids and ARNs of models and profiles; nothing that could be taken for anything else where people read it. */
const ID = /^[A-Za-z0-9._:/-]{1,300}$/;

/**
 * The model by which a repository has its tickets implemented: that of the front matter of `WORKFLOW.md`, else that of its configuration.
 * Reads single lines, which is how the templates write them; the runner itself reads all that YAML allows.
 */
export function namedModel(workflow: string, config = ''): string | undefined {
  return valueIn(frontMatter(workflow), 'model:') ?? valueIn(config.split('\n'), 'implement:');
}

function frontMatter(prompt: string): string[] {
  const [first = '', ...rest] = prompt.replace('\uFEFF', '').split('\n');
  const end = rest.findIndex((line) => line.trimEnd() === '---');
  return first.trimEnd() === '---' && end >= 0 ? rest.slice(0, end) : [];
}

function valueIn(lines: readonly string[], name: string): string | undefined {
  const line = lines.map((one) => one.trim()).find((one) => one.startsWith(name));
  const [value = ''] = line?.slice(name.length).split(' #') ?? [];
  const id = value.trim().replaceAll(/^["']|["']$/g, '');
  return ID.test(id) ? id : undefined;
}
