import type { AppRegistration } from './app-registration.ts';
import type { AppTokens, InstallationToken } from './app-tokens.ts';
import type { Description } from './description.ts';
import type { JsonObject } from './json-schema.ts';
import { fullName, type SimulatedRepository } from './repositories.ts';
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
  { tokens, registration }: { tokens: AppTokens; registration: AppRegistration },
  urls: { api: () => string; web: string },
): Answers {
  const repositoryUrl = (name: string) => `${urls.api()}/repos/${name}`;
  const runUrl = ({ repository, id }: WorkflowRun) => `${repositoryUrl(repository)}/actions/runs/${id}`;
  const runPage = (run: WorkflowRun) => `${urls.web}/${run.repository}/actions/runs/${run.id}`;
  const repositoryFacts = (repository: SimulatedRepository): JsonObject => ({
    id: tokens.repositoryId(repository),
    ...{ name: repository.name, full_name: fullName(repository) },
    owner: { login: repository.owner },
    archived: repository.isArchived === true,
    private: true,
    default_branch: repository.defaultBranch,
    url: repositoryUrl(fullName(repository)),
    html_url: `${urls.web}/${fullName(repository)}`,
  });
  return {
    installation: (repository) =>
      description.complete('installation', {
        ...{ id: tokens.installationId(repository), app_slug: tokens.appSlug() },
        account: description.complete('simple-user', { login: repository.owner }),
        repository_selection: 'selected',
        ...acceptedIn(registration, repository),
        html_url: settingsOf(urls.web, repository, tokens.installationId(repository)),
      }),
    installationToken: (token) =>
      description.complete('installation-token', {
        token: token.token,
        expires_at: seconds(token.expiresAt),
        permissions: { ...token.permissions },
        repository_selection: 'selected',
        repositories: token.repositories.map((one) => description.complete('repository', repositoryFacts(one))),
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

function acceptedIn(registration: AppRegistration, repository: SimulatedRepository): JsonObject {
  const isSuspended = repository.isSuspended === true;
  return { ...registration.acceptedFor(repository), ...(isSuspended && { suspended_at: seconds(0) }) };
}

function settingsOf(web: string, { owner }: SimulatedRepository, installationId: number): string {
  return `${web}/organizations/${owner}/settings/installations/${installationId}`;
}
