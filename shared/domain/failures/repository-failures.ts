import { infrastructure, repeated, substance } from './failure-row.ts';

const MEND_FILES = 'Correct the file on the default branch.';
const SEE_CHANGES = 'Have a person make this part of the change, or say in the ticket that it is not to be made.';

/** What goes wrong with the repository's own files and programs, and with the change that was made in it. */
export const REPOSITORY_FAILURES = {
  repository_file_wrong: substance('There is a mistake in a file of the repository', MEND_FILES),
  script_missing: substance(
    'A script that WORKFLOW.md names is not there',
    'Add the script, or correct WORKFLOW.md, on the default branch.',
  ),
  script_outside: substance(
    'A script that WORKFLOW.md names is outside of the repository',
    'Name a script within the repository in WORKFLOW.md, on the default branch.',
  ),
  script_failed: substance(
    'A script of the repository failed',
    'Run it in a fresh clone, and mend what it says. If it was the `verify` script, the work stands in the draft pull request.',
  ),
  install_failed: substance(
    'Installing the dependencies failed',
    'Run the same installation in a fresh clone: most often the lockfile does not fit, or a registry needs a login.',
  ),
  program_stopped: infrastructure(
    'A program of the repository was stopped before it had ended',
    repeated('see the log of the job: the machine may have too little memory'),
  ),
  image_name_wrong: substance(
    'What is named as the runner image is not the name of a container image',
    "Correct the mapping's runner image, or `image` in .ai-implement/image.yml.",
  ),
  image_not_allowed: substance(
    'The runner image is not allowed: none of the prefixes in the Actions variable AI_IMPLEMENT_ALLOWED_RUNNER_IMAGE_PREFIXES fits',
    'Name an allowed image, or have an administrator of the repository add its prefix to the variable.',
  ),
  image_file_wrong: substance(
    'The file .ai-implement/image.yml of the default branch cannot be read: it holds one line, `image: <name>`',
    MEND_FILES,
  ),
  nothing_to_commit: substance(
    'There is nothing to commit: the agent changed no file',
    'Say in the ticket what is to be different afterwards; if it is there already, close the ticket.',
  ),
  nothing_to_review: substance(
    'There is nothing to review: the branch has no commits that its base lacks',
    'If the work is merged already, close the ticket.',
  ),
  all_left_out: substance(
    'There is nothing to publish: all that was changed is left out',
    'Have a person make the change, or name the paths as allowed guarded paths in the mapping.',
  ),
  guarded_changes_refused: substance(
    'The changes were not published, since the mapping refuses work that touches guarded files',
    'Say in the ticket that they are not to be changed, or let the mapping leave them out or allow them.',
  ),
  changes_refused: substance(
    'The changes were not published, since they hold what AI-Implement does not publish',
    SEE_CHANGES,
  ),
  changes_too_big: substance(
    'The changes were not published: they are too big',
    'Split the ticket, and see that no generated files or downloads are committed (`.gitignore`).',
  ),
  changes_not_applicable: substance(
    'The changes were not published, since they cannot be applied',
    'Try again; if it stays so, see whether the repository has nested repositories or unusual attributes.',
  ),
  changes_conflict: substance(
    'Somebody pushed to the branch meanwhile, and the work conflicts with it, so nothing was pushed',
    'Try again: the next run begins with what was pushed.',
  ),
  patch_not_a_file: infrastructure(
    "The agent's job did not leave its changes as a file",
    repeated("see the log of the agent's job"),
  ),
  handover_refused: substance(
    "What the agent's job handed over was not unpacked: it is larger than, or other than, what AI-Implement hands over",
    'Split the ticket; and see the log of the agent\'s job for what else uploads an artifact named "outcome".',
  ),
  handover_failed: infrastructure(
    "The agent's changes could not be handed to the job that publishes them",
    repeated("see the log of the agent's job: its disk may be full"),
  ),
} as const;
