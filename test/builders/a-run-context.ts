import type { RunContext } from '../../shared/contract/runner.ts';

/** What `aRun()` was admitted with. */
export function aRunContext(overrides: Partial<RunContext> = {}): RunContext {
  return {
    runId: '01KE6XAAAA0000000000000001',
    phase: 'implementation',
    ticket: {
      tracker: 'linear',
      ticketId: '7f9c2a44-0000-4000-8000-000000000001',
      key: 'ENG-1',
      title: 'Add user export',
      description: 'People want to export their users as CSV.',
      url: 'https://linear.test/acme/issue/ENG-1',
    },
    owner: 'acme',
    repo: 'backend',
    defaultBranch: 'main',
    branch: 'ai-implement/ENG-1-add-user-export',
    provider: 'anthropic',
    caps: {},
    ...overrides,
  };
}
