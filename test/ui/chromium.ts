import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import * as z from 'zod';
import { readEnv } from '../../shared/runtime/env.ts';

const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where a Chromium is, if there is one; undefined (with a line that says how to add it) lets a test be left out, but never in CI. */
export function findChromium(): string | undefined {
  const found = PATHS.find((path) => existsSync(path));
  if (found !== undefined) return found;
  const advice = 'no Chromium on this machine; add it with: apt-get install chromium';
  if (readEnv(z.object({ CI: z.string().optional() })).CI === 'true') throw new Error(advice);
  process.stdout.write(`left out: tests in a browser (${advice})\n`);
  return undefined;
}

export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
