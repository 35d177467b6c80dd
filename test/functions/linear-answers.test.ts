import { afterAll, beforeAll } from 'vitest';
import { cellsOf, LINEAR_ROWS, startAnsweredLinear } from '../adapters/answers/linear-answers.ts';
import { answersThroughUseCases } from './answer-suites.ts';
import { BUCKET } from './world.ts';

let linear: Awaited<ReturnType<typeof startAnsweredLinear>>;
beforeAll(async () => {
  linear = await startAnsweredLinear();
});
afterAll(() => linear?.stop());

answersThroughUseCases({
  name: 'linear',
  mapping: {},
  bucketId: BUCKET,
  service: () => linear,
  rows: LINEAR_ROWS,
  cellsOf,
});
