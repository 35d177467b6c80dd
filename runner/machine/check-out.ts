import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { clone } from '../all-stages/clone.ts';
import { CheckOutEnv, readStageEnv } from '../env.ts';
import type { Ending } from '../process/ending.ts';
import { EXIT, type ExitCode } from '../process/exit-codes.ts';

/** What is to be checked out, on stdin: the token is in no environment and no argument. */
export const CheckOutOrder = z.object({ repository: z.string(), commit: z.string(), token: z.string() });
export type CheckOutOrder = z.infer<typeof CheckOutOrder>;

/** Clones the repository as the user whose it will be; the token ends with this program. */
export async function checkOutProgram({ signal, leftMs }: Ending): Promise<ExitCode> {
  const env = readStageEnv(CheckOutEnv);
  const order = CheckOutOrder.parse(JSON.parse(await text(process.stdin)));
  const place = { folder: env.AI_IMPLEMENT_CHECKOUT, home: env.HOME, path: env.PATH, serverUrl: env.GITHUB_SERVER_URL };
  await clone({ ...place, ...order, signal, leftMs });
  return EXIT.done;
}
