import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { table } from './table.ts';

const PAGE = new URL('../live-checks.md', import.meta.url);
const CASES = new URL('../../test/infra/fixtures/bedrock/trust-cases.json', import.meta.url);
const TrustCases = z.object({
  cases: z.array(
    z.object({ name: z.string(), role: z.string(), decision: z.enum(['allow', 'deny']), how: z.string() }),
  ),
});
const BLOCK = /(<!-- trust cases: .* -->\n)[\s\S]*(<!-- end of trust cases -->)/;

const isCode = (how: string) => /^(gh|git|uses:|environment:) ?/.test(how) && !/, |…/.test(how);

/** The page as it stands, with the table of trust cases as the tests hold them. */
export function liveChecksPage(): string {
  const { cases } = TrustCases.parse(JSON.parse(readFileSync(CASES, 'utf8')));
  const rows = cases.map(({ name, role, decision, how }) => [
    name,
    `\`${role}\``,
    isCode(how) ? `\`${how}\`` : how,
    decision,
  ]);
  const page = readFileSync(PAGE, 'utf8');
  if (!BLOCK.test(page)) throw new Error('docs/live-checks.md has lost the place of its trust cases');
  return page.replace(BLOCK, (_, begin: string, end: string) => {
    return `${begin}\n${table(['a job', 'role', 'how to make it', 'is'], rows)}\n\n${end}`;
  });
}
