import { synthesize } from '../stack/synthesize.ts';
import { requireNode24 } from './require-node.ts';

requireNode24();
await synthesize('cdk.out', { isValidated: true, isForLaptop: false });
console.log('The stack is in cdk.out, without findings.');
