import { describe, expect, it } from 'vitest';
import { grantedCacheMode, readCacheModes } from '../../actions/cache-mode.ts';

const file = (above: string, job = '') =>
  `on: workflow_dispatch\n${above}\njobs:\n  one:\n    runs-on: any\n${job}    steps: [{ run: 'true' }]\n`;

describe('the cache mode of a workflow file', () => {
  it('is read of the file and of its jobs, and leaves every line where it was', () => {
    const text = file('cache-mode: none', '    cache-mode: read\n');
    const modes = readCacheModes('own.yml', text);
    expect([modes.ofFile, modes.ofJob('one'), modes.ofJob('two')]).toEqual(['none', 'read', undefined]);
    expect(modes.rest.split('\n')).toHaveLength(text.split('\n').length);
    expect(modes.rest).not.toContain('cache-mode');
  });

  it('is none where the file states none', () => {
    expect(readCacheModes('own.yml', file('')).ofFile).toBeUndefined();
  });

  it.each(['nothing', 'true', '[read]'])('is an error where GitHub takes no %s', (mode) => {
    expect(() => readCacheModes('own.yml', file(`cache-mode: ${mode}`))).toThrow('none of read, write');
  });

  it('is an error in a place where it would be overlooked', () => {
    const text = file('', '    env:\n      cache-mode: none\n');
    expect(() => readCacheModes('own.yml', text)).toThrow('does not read it');
  });
});

describe('a job', () => {
  it.each([
    [undefined, undefined, 'write'],
    ['read', undefined, 'read'],
    [undefined, 'none', 'none'],
    ['write', 'none', 'none'],
    ['write', 'read', 'read'],
    ['write-only', 'read', 'none'],
    ['write', 'write-only', 'write-only'],
  ] as const)('that asks for %s under a caller with %s gets %s', (wanted, ceiling, granted) => {
    expect(grantedCacheMode(wanted, ceiling)).toBe(granted);
  });
});
