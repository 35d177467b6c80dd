import { BRANCH_SHAPES } from './branch-shapes.ts';
import { FILE_SHAPES } from './file-shapes.ts';
import { GUARDED_SHAPES } from './guarded-shapes.ts';
import { LARGE_SHAPES } from './large-shapes.ts';
import { NESTED_SHAPES } from './nested-shapes.ts';
import { PLACE_SHAPES } from './place-shapes.ts';
import type { Shape } from './shape.ts';

/** Each is put through the shipped workflow; what loses most without us comes first. */
export const SHAPES: readonly Shape[] = [
  ...NESTED_SHAPES,
  ...GUARDED_SHAPES,
  ...FILE_SHAPES,
  ...LARGE_SHAPES,
  ...BRANCH_SHAPES,
  ...PLACE_SHAPES,
];
