import { githubOf, oneOf } from './named.ts';
import type { PeopleMove } from './people-move.ts';
import type { PeopledRun } from './peopled-run.ts';

/** What owners do with their repositories and with the GitHub App, by the moves' names. */
export const OWNER_MOVES: Readonly<Record<string, PeopleMove>> = {
  rename: {
    usage: 'rename <REPOSITORY> <NAME>',
    meaning: 'give a repository another name: rename acme/backend server',
    arity: 2,
    make(run, [repository = '', name = '']) {
      githubOf(run).rename(repository, name);
      return `${repository} is now called ${name}`;
    },
  },
  transfer: {
    usage: 'transfer <REPOSITORY> <OWNER>',
    meaning: 'give a repository to another owner; the App comes along where that owner has it',
    arity: 2,
    make(run, [repository = '', owner = '']) {
      githubOf(run).transfer(repository, owner);
      return `${repository} now belongs to ${owner}`;
    },
  },
  archive: {
    usage: 'archive <REPOSITORY>',
    meaning: 'make a repository read-only',
    arity: 1,
    make(run, [repository = '']) {
      githubOf(run).archive(repository);
      return `${repository} is archived`;
    },
  },
  unarchive: {
    usage: 'unarchive <REPOSITORY>',
    meaning: 'let an archived repository take changes again',
    arity: 1,
    make(run, [repository = '']) {
      githubOf(run).archive(repository, false);
      return `${repository} is archived no more`;
    },
  },
  app: {
    usage: 'app <WHAT> <OWNER or REPOSITORY>',
    meaning:
      'remove or install the GitHub App, for an owner or in one repository; suspend or unsuspend it for an owner',
    arity: 2,
    make: (run, [what = '', of = '']) => changeApp(run, what, of),
  },
};

function changeApp(run: PeopledRun, text: string, of: string): string {
  const what = oneOf(['remove', 'install', 'suspend', 'unsuspend'] as const, text, 'move of the App');
  const people = githubOf(run);
  const isRepository = of.includes('/');
  if (isRepository && (what === 'suspend' || what === 'unsuspend')) {
    throw new Error(`the App is suspended for an owner, such as acme, and not in ${of} alone`);
  }
  switch (what) {
    case 'remove':
      if (isRepository) people.takeFromApp(of);
      else people.removeApp(of);
      return `the App is removed from ${of}`;
    case 'install':
      if (isRepository) people.addToApp(of);
      else people.installApp(of);
      return `the App is installed in ${of}`;
    case 'suspend':
    case 'unsuspend':
      people.suspendApp(of, what === 'suspend');
      return `the App of ${of} is ${what === 'suspend' ? 'suspended' : 'suspended no more'}`;
  }
}
