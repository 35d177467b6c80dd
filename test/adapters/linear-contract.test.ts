import { trackerContract } from '../contracts/tracker.ts';
import { linearHarness } from './linear-harness.ts';

trackerContract('Linear against its simulator', linearHarness);
