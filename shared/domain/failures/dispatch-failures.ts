import { mapping } from './failure-row.ts';

const RESUME = 'then resume the mapping';
const SYNC = `Bring the workflow files up to date by "Sync templates" of the mapping, merge its pull request, ${RESUME}.`;

/** Why a repository, or our access to it, takes no run at all. */
export const DISPATCH_FAILURES = {
  repository_archived: mapping(
    'The repository is archived, so nothing can be started or changed in it',
    `Unarchive it, or correct the mapping's repository, ${RESUME}.`,
  ),
  repository_moved: mapping('The repository was renamed or moved', `Correct the mapping's repository, ${RESUME}.`),
  app_not_installed: mapping(
    'The GitHub App is not installed on the repository, or there is no such repository',
    `Install it there, ${RESUME}.`,
  ),
  app_suspended: mapping(
    'The installation of the GitHub App is suspended',
    `Lift the suspension in GitHub's settings of the owner, under GitHub Apps, ${RESUME}.`,
  ),
  app_not_permitted: mapping(
    'GitHub does not let the GitHub App work with Actions in the repository',
    `See that the installation covers the repository, accept the App's permissions ("Actions: write" among them), ${RESUME}.`,
  ),
  app_credential_refused: mapping(
    "GitHub does not accept the App's id and private key",
    `Correct the two secrets (the private key is the whole PEM file that GitHub gave), ${RESUME}.`,
  ),
  actions_disabled: mapping(
    'The workflow, or Actions as a whole, is disabled in the repository',
    `Enable it there, ${RESUME}.`,
  ),
  workflow_disabled: mapping(
    'The workflow is disabled in the repository, by somebody or by GitHub, which does so after 60 days without activity',
    `Enable it in the repository's Actions page, ${RESUME}.`,
  ),
  branch_rules: mapping(
    'The repository would refuse what a run pushes, so none is started',
    `Change the rules of the repository or the mapping's branch prefix, ${RESUME}.`,
  ),
  workflow_missing: mapping('The default branch has no such workflow file, or the GitHub App cannot see it', SYNC),
  workflow_outdated: mapping('The workflow file does not fit this version', SYNC),
  default_branch_missing: mapping(
    "The repository has no such branch as the mapping's default branch",
    `Correct the mapping's branch, ${RESUME}.`,
  ),
  executor_missing: mapping(
    'This deployment cannot execute runs where the mapping says',
    `Choose another executor for the mapping, ${RESUME}.`,
  ),
  fly_token_missing: mapping(
    'There is no token for Fly, or none of the model for runs on Fly',
    `Store both as secrets of the deployment, ${RESUME}.`,
  ),
  fly_token_refused: mapping(
    'Fly does not accept the token of the deployment',
    `Make a deploy token of the app, store it as a secret of the deployment, ${RESUME}.`,
  ),
  fly_app_missing: mapping(
    'Fly has no such app, or the token does not reach it',
    `Make the app, or correct its name in the deployment's settings, ${RESUME}.`,
  ),
  fly_image_refused: mapping(
    'No machine on Fly may run this image, or Fly cannot pull it',
    `Correct the mapping's image, or the images that the deployment allows, ${RESUME}.`,
  ),
  fly_region_unknown: mapping(
    'Fly has no such region, or this deployment makes no machines there',
    `Correct the mapping's region on Fly, ${RESUME}.`,
  ),
  fly_quota_reached: mapping(
    'The organisation has as many machines on Fly as it may have',
    `Ask Fly for more, or choose another region, ${RESUME}.`,
  ),
  fly_machine_refused: mapping(
    'Fly makes no machine of this size, or with these settings',
    `Correct the mapping's processors, memory and variables, ${RESUME}.`,
  ),
  provider_not_on_fly: mapping(
    'Runs with the provider bedrock cannot execute on Fly Machines yet',
    `Choose another executor or provider for the mapping, ${RESUME}.`,
  ),
  repository_refuses_runs: mapping(
    'The repository refuses every run',
    `Mend what is named with the failure, ${RESUME} in the admin UI.`,
  ),
} as const;
export type DispatchFailureCode = keyof typeof DISPATCH_FAILURES;
