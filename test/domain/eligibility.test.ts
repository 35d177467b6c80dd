import { expect, test } from 'vitest';
import { ineligibility } from '../../shared/domain/eligibility.ts';
import { aTicket } from '../builders/a-ticket.ts';

const NEW = { isContinuing: false, isExplicit: false };
const CONTINUING = { isContinuing: true, isExplicit: false };
const EXPLICIT = { isContinuing: false, isExplicit: true };

test.each([
  ['a marked ticket may start', {}, NEW, undefined],
  ['a closed one may not', { isClosed: true }, NEW, 'closed'],
  ['an unmarked one may not', { markers: [] }, NEW, 'not_marked'],
  ['a blocked one may not', { blockedBy: ['ENG-2'] }, NEW, 'blocked'],
  ['one at work may not', { markers: ['trigger', 'working'] }, NEW, 'busy'],
  ['one in planning may not', { markers: ['trigger', 'planning'] }, NEW, 'busy'],
  ['one in review may not', { markers: ['trigger', 'ready_for_review'] }, NEW, 'busy'],
  ['an attempt goes on beside our own marker', { markers: ['trigger', 'working'] }, CONTINUING, undefined],
  ['an attempt goes on past a new blocker', { blockedBy: ['ENG-2'] }, CONTINUING, undefined],
  ['an attempt of an unmarked ticket ends', { markers: ['working'] }, CONTINUING, 'not_marked'],
  ['an attempt of a closed ticket ends', { isClosed: true }, CONTINUING, 'closed'],
  ['what a person asked for needs no trigger', { markers: [] }, EXPLICIT, undefined],
  ['nor is it held by a blocker', { blockedBy: ['ENG-2'] }, EXPLICIT, undefined],
  ['but a closed ticket is closed', { isClosed: true }, EXPLICIT, 'closed'],
] as const)('%s', (_sentence, fields, work, expected) => {
  const { markers, blockedBy, ...rest } = { markers: undefined, blockedBy: undefined, ...fields };
  const lists = { ...(markers && { markers: [...markers] }), ...(blockedBy && { blockedBy: [...blockedBy] }) };

  expect(ineligibility(aTicket({ ...rest, ...lists }), work)).toBe(expected);
});
