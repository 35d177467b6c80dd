import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const KNOWN = {
  'WORKFLOW.md': ['ISSUE_IDENTIFIER', 'ISSUE_TITLE', 'ISSUE_DESCRIPTION', 'ISSUE_ID', 'PR_NUMBER', 'PLANNING_CONTEXT'],
  'PLANNING.md': ['ISSUE_IDENTIFIER', 'ISSUE_TITLE', 'ISSUE_DESCRIPTION', 'PARENT', 'SIBLINGS', 'DEPENDENCIES'],
};

const files = Object.entries(KNOWN).map(([file, variables]) => {
  const [, settings = '', prompt = ''] =
    /^---\n(.*?)\n---\n(.*)$/s.exec(readFileSync(`templates/${file}`, 'utf8')) ?? [];
  return { file, variables, settings, prompt };
});

describe('the prompts that a repository starts with', () => {
  it.each(files)('leave the model to whoever installs them: $file', ({ settings }) => {
    expect(parse(settings)).toEqual({ model: '{{model}}' });
  });

  it.each(files)('name no model of one provider: $file', ({ settings, prompt }) => {
    expect(settings + prompt).not.toMatch(/claude-[a-z0-9]/);
  });

  it.each(files)('use known variables only: $file', ({ variables, prompt }) => {
    const used = [...prompt.matchAll(/\$\{([A-Z_]+)\}/g)].map(([, name]) => name);
    expect(used).toContain('ISSUE_DESCRIPTION');
    expect(variables).toEqual(expect.arrayContaining(used));
  });
});
