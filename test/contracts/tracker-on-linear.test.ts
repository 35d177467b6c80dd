import { linearHarness } from '../adapters/linear-harness.ts';
import { trackerContract } from './tracker.ts';

trackerContract('Linear against its simulator', linearHarness);
