import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { log } from './log.ts';

/** Mounts a use case on a schedule; what it answers is logged. */
export function scheduleHandler(run: () => Promise<object>) {
  return middy<unknown, void, Error, Context>()
    .handler(async () => {
      log.info('schedule ran', { outcome: await run() });
    })
    .onError((request) => {
      log.error('schedule failed', { error: request.error ?? undefined });
      throw request.error;
    });
}
