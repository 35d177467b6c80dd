import { describe, expect, it } from 'vitest';
import { CUT_NOTE, fitInputs, INPUTS_LIMIT } from '../../shared/contract/run-inputs.ts';
import { RunRequest } from '../../shared/contract/runner.ts';
import { aRunRequest } from '../builders/a-run-request.ts';

const bytes = (request: RunRequest) => Buffer.byteLength(JSON.stringify(request));
const withDescription = (ticket_description: string) => aRunRequest(undefined, { ticket_description });

describe('fitting the inputs of a run', () => {
  it('leaves a request that fits as it is', () => {
    const request = aRunRequest();
    expect(fitInputs(request)).toBe(request);
  });

  it('cuts a description of 200 kB to the limit and says so', () => {
    const fitted = fitInputs(withDescription('x'.repeat(200_000)));
    expect(bytes(fitted)).toBe(INPUTS_LIMIT);
    expect(fitted.ticket_description).toMatch(/^x+\n/);
    expect(fitted.ticket_description.endsWith(CUT_NOTE)).toBe(true);
    expect({ ...fitted, ticket_description: '' }).toEqual(withDescription(''));
  });

  it.each([
    ['emoji', '🏗️'],
    ['umlauts', 'ü'],
    ['quotes and line breaks, which JSON escapes', '"\n'],
    ['signs of two code units', '𝄞'],
  ])('cuts %s between two characters', (_, character) => {
    const fitted = fitInputs(withDescription(character.repeat(100_000)));
    expect(bytes(fitted)).toBeGreaterThan(INPUTS_LIMIT - 16);
    expect(bytes(fitted)).toBeLessThanOrEqual(INPUTS_LIMIT);
    expect(fitted.ticket_description.isWellFormed()).toBe(true);
  });

  it('keeps exactly what still fits', () => {
    const room = INPUTS_LIMIT - bytes(withDescription(''));
    expect(fitInputs(withDescription('x'.repeat(room))).ticket_description).toHaveLength(room);
    expect(fitInputs(withDescription('x'.repeat(room + 1))).ticket_description).toContain(CUT_NOTE);
  });

  it('cuts the related tickets when the description alone does not make room', () => {
    const fitted = fitInputs(aRunRequest(undefined, { related_tickets: 'y'.repeat(100_000) }));
    expect(bytes(fitted)).toBeLessThanOrEqual(INPUTS_LIMIT);
    expect(fitted.ticket_description).toBe(CUT_NOTE);
    expect(fitted.related_tickets).toMatch(/^y+\n/);
  });

  it('gives what is still a run request', () => {
    const fitted = fitInputs(withDescription('x'.repeat(200_000)));
    expect(RunRequest.parse(fitted)).toEqual(fitted);
  });
});
