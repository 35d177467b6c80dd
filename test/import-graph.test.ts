import { expect, test } from 'vitest';
import { circlesOf, floorsOf, importGraph } from './import-graph.ts';

const graphOf = (sources: Record<string, string>) => importGraph(new Map(Object.entries(sources)));

test('files that name each other are a circle, and so are types', () => {
  const graph = graphOf({
    'a/one.ts': `import { two } from './two.ts';`,
    'a/two.ts': `import type { Three } from '../b/three.ts';`,
    'b/three.ts': `import type { One } from '../a/one.ts';`,
    'b/four.ts': `import { one } from '../a/one.ts';`,
  });

  expect(circlesOf(graph)).toEqual([['a/one.ts', 'a/two.ts', 'b/three.ts']]);
});

test('a house without circles has as many floors as its longest chain, room by room', () => {
  const graph = graphOf({
    'a/one.ts': `import { two } from './two.ts';\nimport { x } from 'package';`,
    'a/two.ts': `import { three } from '../b/three.ts';`,
    'b/three.ts': '',
  });

  expect(circlesOf(graph)).toEqual([]);
  expect([floorsOf(graph, 'a'), floorsOf(graph, 'b'), floorsOf(graph, 'c')]).toEqual([2, 1, 0]);
});
