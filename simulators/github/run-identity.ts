import type { OidcIssuer } from '../actions/oidc-issuer.ts';
import { refOf } from '../actions/run-facts.ts';
import type { AppTokens } from './app-tokens.ts';
import type { SimulatedRepository } from './repositories.ts';
import type { WorkflowRun } from './workflow-runs.ts';

/** An identity token of a scripted run, asked for as a job does: that of a job in the dispatched workflow file itself. */
export type RunIdentity = (run: WorkflowRun) => Promise<string | undefined>;

interface Known {
  issuer: Pick<OidcIssuer, 'admit'>;
  tokens: Pick<AppTokens, 'repositoryId'>;
  repositoryOf(fullName: string): SimulatedRepository | undefined;
}

export function runIdentity({ issuer, tokens, repositoryOf }: Known): RunIdentity {
  return async (run) => {
    const repository = repositoryOf(run.repository);
    if (repository === undefined) return undefined;
    const ref = refOf(run);
    const file = `${run.repository}/.github/workflows/${run.workflow}@${ref}`;
    const { request, end } = issuer.admit({
      ...{ sub: `repo:${run.repository}:ref:${ref}`, ref, event_name: run.event?.name ?? 'workflow_dispatch' },
      actor: run.event?.actor ?? 'ai-implement[bot]',
      ...{ repository: run.repository, repository_owner: repository.owner },
      repository_id: String(tokens.repositoryId(repository)),
      ...{ workflow_ref: file, job_workflow_ref: file },
      ...{ run_id: String(run.id), run_attempt: String(run.attempt) },
      runner_environment: 'github-hosted',
    });
    const audience = encodeURIComponent(run.inputs['callback_url'] ?? '');
    const headers = { authorization: `Bearer ${request.token}` };
    const answer = await fetch(`${request.url}&audience=${audience}`, { headers });
    end();
    return ((await answer.json()) as { value: string }).value;
  };
}
