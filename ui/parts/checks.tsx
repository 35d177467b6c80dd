import type { Check } from '../../shared/contract/check.ts';

const CLASSES: Partial<Record<Check['verdict'], string>> = { warning: 'warning', failed: 'field-error' };

/** What was found that is to be mended; nothing where all is well. */
export function Checks({ checks }: { checks: readonly Check[] }) {
  const found = checks.filter(({ verdict }) => CLASSES[verdict] !== undefined);
  return (
    <>
      {found.map(({ code, verdict, evidence, remedy }) => (
        <p class={CLASSES[verdict]} key={`${code} ${evidence}`}>
          {evidence} {remedy}
        </p>
      ))}
    </>
  );
}
