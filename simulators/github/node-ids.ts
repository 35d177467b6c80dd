/** What GraphQL and payloads know a thing by. GitHub's say nothing to clients, so only their prefixes are its own. */
const PREFIXES = { conversation: 'IC', inline: 'PRRC', review: 'PRR', thread: 'PRRT', pull: 'PR' } as const;
export type NodeKind = keyof typeof PREFIXES;

export function nodeId(kind: NodeKind, id: number): string {
  return `${PREFIXES[kind]}_${Buffer.from(`${kind} ${id}`).toString('base64url')}`;
}

/** Undefined where the text is none of ours. */
export function readNodeId(text: string): { kind: NodeKind; id: number } | undefined {
  const [kind = '', id = ''] = Buffer.from(text.slice(text.indexOf('_') + 1), 'base64url')
    .toString()
    .split(' ');
  const isOurs = Object.hasOwn(PREFIXES, kind) && /^\d+$/.test(id);
  return isOurs ? { kind: kind as NodeKind, id: Number(id) } : undefined;
}
