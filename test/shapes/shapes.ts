import { FILE_SHAPES } from './file-shapes.ts';
import { GUARDED_SHAPES } from './guarded-shapes.ts';
import { NESTED_SHAPES } from './nested-shapes.ts';
import { PLACE_SHAPES } from './place-shapes.ts';
import type { Shape } from './shape.ts';

/** Each is put through the shipped workflow; what loses most without us comes first. */
export const SHAPES: readonly Shape[] = [...NESTED_SHAPES, ...GUARDED_SHAPES, ...FILE_SHAPES, ...PLACE_SHAPES];
