import { type SimulatedRepository, templateWorkflow } from '../github/repositories.ts';
import type { BehaviourOf } from '../github/run-script.ts';
import { installedFiles } from './installed-files.ts';
import { SEEDED_MAPPINGS, SEEDED_NUMBERS, SEEDED_TICKETS, seededBehaviour, seededModel } from './seed.ts';
import { SEEDED_FLY_MAPPING } from './seed-fly.ts';
import { SEEDED_REPOSITORIES, UNMAPPED_REPOSITORY } from './seed-repositories.ts';

/** Where the workflow files of a first start come from, and where we are reached; without them a repository has little code. */
export interface InstalledTemplates {
  templatesFolder: string;
  publicUrl: string | undefined;
}

/** The repositories of all seeded mappings, and one that has none. */
export function seededRepositories(installed: InstalledTemplates | undefined): SimulatedRepository[] {
  const names = new Set<string>([...SEEDED_MAPPINGS, SEEDED_FLY_MAPPING].map(({ repo }) => repo)).add(
    UNMAPPED_REPOSITORY,
  );
  return [...names].map((name) => {
    const repository = { ...SEEDED_NUMBERS[name], owner: 'acme', name, defaultBranch: 'main', workflows: [] };
    if (installed === undefined) return scripted(repository);
    const fullName = `acme/${name}`;
    const { templatesFolder, publicUrl } = installed;
    const seed = {
      ...SEEDED_REPOSITORIES[fullName],
      ...(name !== UNMAPPED_REPOSITORY && installedFiles(templatesFolder, { model: seededModel(fullName), publicUrl })),
    };
    return { ...repository, protectedBranches: ['main'], seed };
  });
}

/** A repository with little code, as if it had the workflows. */
function scripted(repository: SimulatedRepository): SimulatedRepository {
  const workflows = [templateWorkflow('claude-plan.yml'), templateWorkflow('claude-implement.yml')];
  return { ...repository, workflows, seed: { 'README.md': `# ${repository.name}\n` } };
}

export const scriptedBehaviour: BehaviourOf = ({ ticket_key, phase }) => seededBehaviour(ticket_key, phase);

/** Runs that go wrong in GitHub's own part stay scripted; all others execute the workflow file. */
export const executedBehaviour: BehaviourOf = ({ ticket_key, phase }) => {
  const ticket = SEEDED_TICKETS.find(({ key }) => key === ticket_key);
  const isScripted = ticket?.scripted.some((scripted) => scripted === phase) === true;
  return isScripted ? { behaviour: seededBehaviour(ticket_key, phase), afterDeath: 'workflow' } : 'workflow';
};
