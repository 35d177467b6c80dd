import { type FindingRecord, isGiven } from './finding.ts';

/** How many findings one run is given, and characters of all their texts together. */
const FINDINGS_PER_RUN = 500;
const CHARACTERS_PER_RUN = 200_000;

/** The findings that a run which begins now is given, longest known first; what is over waits for the next. */
export function givenFindings(findings: readonly FindingRecord[]): FindingRecord[] {
  let characters = 0;
  return findings
    .filter(isGiven)
    .slice(0, FINDINGS_PER_RUN)
    .filter(({ body }) => {
      characters += body.length;
      return characters <= CHARACTERS_PER_RUN;
    });
}
