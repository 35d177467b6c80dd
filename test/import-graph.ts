import { dirname, join, sep } from 'node:path';
import { importsOf } from './imports-of.ts';

/** Own files by path from the root, each with the own files that it names; types count. */
export type ImportGraph = ReadonlyMap<string, readonly string[]>;

/** Reads the graph of these sources, given by path. */
export function importGraph(sources: ReadonlyMap<string, string>): ImportGraph {
  const targetsOf = (path: string, text: string) => {
    const named = importsOf(text).filter((specifier) => specifier.startsWith('.'));
    return named
      .map((specifier) => join(dirname(path), specifier).split(sep).join('/'))
      .filter((to) => sources.has(to));
  };
  return new Map([...sources].map(([path, text]) => [path, targetsOf(path, text)]));
}

/** Files that reach themselves through others, in groups that reach each other. */
export function circlesOf(graph: ImportGraph): string[][] {
  const reach = new Map([...graph.keys()].map((path) => [path, reachableFrom(graph, path)]));
  const groups = new Map<string, string[]>();
  for (const [path, reached] of reach) {
    const group = [...reached].filter((other) => reach.get(other)?.has(path) === true).sort();
    if (reached.has(path)) groups.set(group.join(' '), group);
  }
  return [...groups.values()];
}

function reachableFrom(graph: ImportGraph, start: string): Set<string> {
  const reached = new Set<string>();
  const open = [...(graph.get(start) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue;
    reached.add(next);
    open.push(...(graph.get(next) ?? []));
  }
  return reached;
}

/** How many files stand on each other in a room at most: the longest chain of imports that stays in it. The graph has no circles. */
export function floorsOf(graph: ImportGraph, room: string): number {
  const known = new Map<string, number>();
  const floorOf = (path: string): number => {
    const floor = known.get(path);
    if (floor !== undefined) return floor;
    const below = (graph.get(path) ?? []).filter((to) => to.startsWith(`${room}/`)).map(floorOf);
    known.set(path, 1 + Math.max(0, ...below));
    return known.get(path) ?? 0;
  };
  return Math.max(0, ...[...graph.keys()].filter((path) => path.startsWith(`${room}/`)).map(floorOf));
}
