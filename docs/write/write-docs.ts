import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failuresPage } from './failures-page.ts';
import { trackerWebhooksPage } from './tracker-webhooks-page.ts';
import { webhooksPage } from './webhooks-page.ts';

const PAGES = {
  'failures.md': failuresPage,
  'webhooks.md': webhooksPage,
  'tracker-webhooks.md': trackerWebhooksPage,
};

for (const [file, page] of Object.entries(PAGES)) {
  const path = join(import.meta.dirname, '..', file);
  writeFileSync(path, page());
  process.stdout.write(`wrote docs/${file}\n`);
}
