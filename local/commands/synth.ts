import { synthesize } from '../stack/synthesize.ts';
import { requireNothing } from './options.ts';

/** `npm run synth`; answers the exit code. */
export async function run(args: string[]): Promise<number> {
  requireNothing('npm run synth', args);
  await synthesize('cdk.out', { isValidated: true, isForLaptop: false });
  console.log('The stack is in cdk.out, without findings.');
  return 0;
}
