import { infrastructure, repeated, substance } from './failure-row.ts';

/** What goes wrong between us and GitHub. */
export const GITHUB_FAILURES = {
  branch_missing: substance(
    'The repository has no such branch',
    "Correct the mapping's branch, or restore the branch that a pull request is to go on with.",
  ),
  branch_deleted: substance(
    'The branch was deleted meanwhile, so nothing was pushed',
    'Restore the branch, then ask again on the pull request.',
  ),
  branch_name_taken: substance(
    'The branch of the run cannot be made, since another branch stands in its way',
    'Delete or rename that branch, or give the mapping another branch prefix.',
  ),
  branch_moved: infrastructure(
    'The branch moved on each time we tried to push to it',
    repeated('ask again when nobody pushes to the branch'),
  ),
  base_commit_gone: substance(
    'The commit that the work began with is not on the branch any more',
    'Try again: the next run begins with the branch as it is now.',
  ),
  pull_request_over: substance(
    'The pull request is merged or closed, so nothing was pushed',
    'Reopen it if the work is still wanted, then ask again.',
  ),
  pull_request_from_fork: substance(
    'The pull request comes from a fork, to which we do not push',
    'Answer its feedback by hand, or bring its branch into the repository.',
  ),
  push_branch_protected: substance(
    'GitHub protects the branch against pushes of the GitHub App',
    "Exempt the App from that rule, in the repository's settings under Branches or Rules.",
  ),
  push_secret_found: substance(
    "GitHub's push protection found a secret in the changes",
    'See whether the ticket or a file of the repository holds a secret; withdraw it.',
  ),
  push_not_signed: substance(
    'A rule of the repository demands signed commits, and GitHub does not sign those of the App',
    'Exempt the App from that rule; on GitHub Enterprise Server, see that commits of web users are signed.',
  ),
  push_rule_violated: substance(
    'A rule of the repository does not allow pushing to the branch',
    'Exempt the App from that ruleset, or let it allow branches of this name.',
  ),
  push_workflows_refused: substance(
    'The changes touch workflow files, which the GitHub App may not change',
    'Have a person change the workflows.',
  ),
  push_not_permitted: substance(
    'The GitHub App may not push to the repository',
    'Give the App the permission "Contents: write" there.',
  ),
  push_refused: substance(
    'GitHub refused the push',
    "Mend what GitHub's words name: in most cases a rule or a setting of the repository.",
  ),
  push_failed: infrastructure('The work could not be pushed to GitHub', repeated("mend what git's words name")),
  fetch_failed: infrastructure(
    'The repository could not be fetched',
    repeated('see https://www.githubstatus.com, and whether the repository can be cloned'),
  ),
  git_failed: infrastructure('Git failed', repeated("see the log of the job for git's words")),
  github_rate_limited: infrastructure(
    "GitHub's rate limit was reached",
    repeated('ask again in an hour; if it happens often, lower `maxInProgress` of the mappings'),
  ),
  github_unavailable: infrastructure('GitHub did not answer', repeated('see https://www.githubstatus.com')),
  github_token_refused: infrastructure(
    'GitHub did not accept the token that it had given to AI-Implement',
    repeated('see that the GitHub App is still installed on the repository'),
  ),
  github_not_permitted: substance(
    'GitHub does not let the GitHub App do this',
    'See that the App is installed on the repository, with the permission that is named with the failure.',
  ),
  archived_meanwhile: substance(
    'The repository was archived while the run was at work, so nothing could be published',
    'Unarchive it, then try again.',
  ),
  moved_meanwhile: substance(
    'The repository was renamed or moved while the run was at work, so nothing could be published',
    "Correct the mapping's repository, then try again.",
  ),
  suspended_meanwhile: substance(
    'The installation of the GitHub App was suspended while the run was at work, so nothing could be published',
    "Lift the suspension in GitHub's settings of the owner, under GitHub Apps, then try again.",
  ),
  app_removed_meanwhile: substance(
    'The GitHub App was removed from the repository while the run was at work, so nothing could be published',
    'Install it there again, then try again.',
  ),
  github_request_refused: substance('GitHub refused what AI-Implement asked of it', "Mend what GitHub's words name."),
  identity_token_refused: infrastructure(
    'GitHub gives this job no identity token',
    repeated('bring the workflow files up to date by "Sync templates" of the mapping: the job needs `id-token: write`'),
  ),
  run_refused: substance(
    'What executes the run (in most cases GitHub Actions) refused this one',
    'Mend what its words name.',
  ),
} as const;
