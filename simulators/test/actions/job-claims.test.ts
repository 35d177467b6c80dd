import { expect, it } from 'vitest';
import { jobClaims } from '../../actions/job-claims.ts';

const facts = {
  run: { id: 30, attempt: 1, repository: 'acme/web', workflow: 'a.yml', branch: 'main', inputs: {} },
  repository: { fullName: 'acme/web', id: 7, ownerId: 3, defaultBranch: 'main', gitDir: '', gitUrl: '' },
  sha: 'a'.repeat(40),
  workflowPath: '.github/workflows/a.yml',
  workflowName: 'A',
};

const runner = { environment: 'self-hosted', name: 'one' } as const;

it.each([
  ['names', 'repo:acme/web:ref:refs/heads/main'],
  ['ids', 'repo:acme@3/web@7:ref:refs/heads/main'],
] as const)('names the repository in the subject by its %s', (subject, sub) => {
  expect(jobClaims(facts, '.github/workflows/b.yml', { subject, runner })).toMatchObject({
    sub,
    runner_environment: 'self-hosted',
    workflow_ref: 'acme/web/.github/workflows/a.yml@refs/heads/main',
    job_workflow_ref: 'acme/web/.github/workflows/b.yml@refs/heads/main',
  });
});
