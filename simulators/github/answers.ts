import type { AppTokens, InstallationToken } from './app-tokens.ts';
import type { Description } from './description.ts';
import type { JsonObject } from './json-schema.ts';
import { DEFAULT_GRANTS, type SimulatedRepository } from './repositories.ts';
import { seconds } from './seconds.ts';
import type { WorkflowRun } from './workflow-runs.ts';

/** Builds the bodies of answers: what matters is stated, the rest of the required form is filled in. */
export interface Answers {
  installation(repository: SimulatedRepository): JsonObject;
  installationToken(token: InstallationToken): JsonObject;
  repository(repository: SimulatedRepository): JsonObject;
  /** What the forms of a repository have in common. */
  repositoryFacts(repository: SimulatedRepository): JsonObject;
  run(run: WorkflowRun, repository: SimulatedRepository): JsonObject;
  runDetails(run: WorkflowRun): JsonObject;
}

export function answers(
  description: Description,
  tokens: AppTokens,
  urls: { api: () => string; web: string },
): Answers {
  const repositoryUrl = (name: string) => `${urls.api()}/repos/${name}`;
  const runUrl = (run: WorkflowRun) => `${repositoryUrl(run.repository)}/actions/runs/${run.id}`;
  const runPage = (run: WorkflowRun) => `${urls.web}/${run.repository}/actions/runs/${run.id}`;
  const repositoryFacts = (repository: SimulatedRepository): JsonObject => ({
    id: tokens.repositoryId(repository),
    name: repository.name,
    full_name: `${repository.owner}/${repository.name}`,
    owner: { login: repository.owner },
    private: true,
    default_branch: repository.defaultBranch,
    url: repositoryUrl(`${repository.owner}/${repository.name}`),
    html_url: `${urls.web}/${repository.owner}/${repository.name}`,
  });
  return {
    installation: (repository) =>
      description.complete('installation', {
        id: tokens.installationId(repository),
        account: description.complete('simple-user', { login: repository.owner }),
        repository_selection: 'selected',
        app_slug: tokens.appSlug,
        permissions: { ...(repository.grants ?? DEFAULT_GRANTS) },
      }),
    installationToken: (token) =>
      description.complete('installation-token', {
        token: token.token,
        expires_at: seconds(token.expiresAt),
        permissions: { ...token.permissions },
        repository_selection: 'selected',
      }),
    repositoryFacts,
    repository: (repository) => description.complete('full-repository', repositoryFacts(repository)),
    run(run, repository) {
      const facts = repositoryFacts(repository);
      delete facts['default_branch'];
      return description.complete('workflow-run', {
        id: run.id,
        name: run.workflow,
        display_title: run.name,
        event: 'workflow_dispatch',
        head_branch: run.branch,
        path: `.github/workflows/${run.workflow}`,
        status: run.status,
        conclusion: run.conclusion,
        run_attempt: run.attempt,
        url: runUrl(run),
        html_url: runPage(run),
        created_at: seconds(run.createdAt),
        updated_at: seconds(run.updatedAt),
        run_started_at: seconds(run.createdAt),
        repository: facts,
        head_repository: facts,
      });
    },
    runDetails: (run) => ({ workflow_run_id: run.id, run_url: runUrl(run), html_url: runPage(run) }),
  };
}
