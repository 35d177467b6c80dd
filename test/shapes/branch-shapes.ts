import type { Shape } from './shape.ts';

const FEATURE = 'echo y > feature.txt';
const rule = (type: string) => [{ type }];

/** What repositories decide about their branches, and what becomes of branches while a run works. */
export const BRANCH_SHAPES: readonly Shape[] = [
  {
    name: 'a rule wants signed commits',
    today: 'refused after the run is paid',
    rules: rule('required_signatures'),
    work: FEATURE,
    right: { ends: 'pull request', changes: ['A feature.txt'] },
  },
  {
    name: 'a rule wants signed commits, and GitHub signs none of ours',
    today: 'refused after the run is paid',
    rules: rule('required_signatures'),
    signsNothing: true,
    work: FEATURE,
    right: { ends: 'refused', changes: [], says: ['signed commits'], isFree: true },
  },
  {
    name: 'branches of such names are for others to create',
    today: 'refused after the run is paid',
    rules: rule('creation'),
    work: FEATURE,
    right: { ends: 'held', changes: [], says: ['others to create'], isFree: true },
  },
  {
    name: 'a rule wants other names of branches',
    today: 'refused after the run is paid',
    rules: [
      {
        type: 'branch_name_pattern',
        parameters: { name: '', negate: false, operator: 'starts_with', pattern: 'feature/' },
      },
    ],
    work: FEATURE,
    right: { ends: 'held', changes: [], says: ['names of branches'], isFree: true },
  },
  {
    name: 'a branch stands where those of runs would be',
    today: 'infrastructure: moved on each time, three times',
    repository: 'git push -q origin HEAD:refs/heads/ai-implement',
    work: FEATURE,
    right: { ends: 'held', changes: [], says: ['stands in the way'], isFree: true },
  },
  {
    name: 'the default branch moves on while the agent works',
    today: 'pull request',
    meanwhile: 'echo z > other.txt',
    work: FEATURE,
    right: { ends: 'pull request', changes: ['A feature.txt'] },
  },
  {
    name: 'the default branch moves on in the file that the agent changes',
    today: 'pull request',
    repository: 'echo a > shared.txt',
    meanwhile: 'echo theirs > shared.txt',
    work: 'echo ours > shared.txt',
    right: { ends: 'pull request', changes: ['M shared.txt'] },
  },
  {
    name: 'a repository without a commit',
    today: 'not measured',
    isEmpty: true,
    work: FEATURE,
    right: { ends: 'held', changes: [], says: ['claude-implement.yml'], isFree: true },
  },
];
