import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stageSchema } from '../../infra/stage.ts';
import { attacksPage } from './attacks-page.ts';
import { checksPage } from './checks-page.ts';
import { failuresPage } from './failures-page.ts';
import { liveChecksPage } from './live-checks-page.ts';
import { referencePage } from './reference-page.ts';
import { securityPage } from './security-page.ts';
import { trackerWebhooksPage } from './tracker-webhooks-page.ts';
import { webhooksPage } from './webhooks-page.ts';

const FILES = {
  'docs/attacks.md': attacksPage,
  'docs/checks.md': checksPage,
  'docs/failures.md': failuresPage,
  'docs/live-checks.md': liveChecksPage,
  'docs/reference.md': referencePage,
  'docs/security.md': securityPage,
  'docs/webhooks.md': webhooksPage,
  'docs/tracker-webhooks.md': trackerWebhooksPage,
  'infra/stage.schema.generated.json': () => `${JSON.stringify(stageSchema(), null, 2)}\n`,
};

for (const [file, content] of Object.entries(FILES)) {
  writeFileSync(join(import.meta.dirname, '../..', file), content());
  process.stdout.write(`wrote ${file}\n`);
}
