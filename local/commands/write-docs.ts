import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { failuresPage } from './failures-page.ts';

const path = join(import.meta.dirname, '..', '..', 'docs', 'failures.md');
writeFileSync(path, failuresPage());
console.log(`wrote ${path}`);
