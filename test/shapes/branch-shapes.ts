import type { Shape } from './shape.ts';

const FEATURE = 'echo y > feature.txt';
const rule = (type: string) => [{ type }];

/** What repositories decide about their branches, and what becomes of branches while a run works. */
export const BRANCH_SHAPES: readonly Shape[] = [
  {
    name: 'a rule wants signed commits',
    rules: rule('required_signatures'),
    work: FEATURE,
    right: { ends: 'pull request', changes: ['A feature.txt'] },
  },
  {
    name: 'a rule wants signed commits, and GitHub signs none of ours',
    rules: rule('required_signatures'),
    signsNothing: true,
    work: FEATURE,
    right: { ends: 'refused', changes: [], says: ['signed commits'], isFree: true },
  },
  {
    name: 'branches of such names are for others to create',
    rules: rule('creation'),
    work: FEATURE,
    right: { ends: 'held', changes: [], says: ['others to create'], isFree: true },
  },
  {
    name: 'a rule wants other names of branches',
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
    repository: 'git push -q origin HEAD:refs/heads/ai-implement',
    work: FEATURE,
    right: { ends: 'held', changes: [], says: ['stands in the way'], isFree: true },
  },
  {
    name: 'the default branch moves on while the agent works',
    meanwhile: 'echo z > other.txt',
    work: FEATURE,
    right: { ends: 'pull request', changes: ['A feature.txt'] },
  },
  {
    name: 'the default branch moves on in the file that the agent changes',
    repository: 'echo a > shared.txt',
    meanwhile: 'echo theirs > shared.txt',
    work: 'echo ours > shared.txt',
    right: { ends: 'pull request', changes: ['M shared.txt'] },
  },
  {
    name: 'the default branch has another name than when the mapping was made',
    renames: 'before',
    work: FEATURE,
    right: { ends: 'held', changes: [], says: ['main of acme/', 'which is called trunk now'], isFree: true },
  },
  {
    name: 'the default branch is renamed while the agent works',
    renames: 'meanwhile',
    work: FEATURE,
    right: { ends: 'pull request', changes: ['A feature.txt'], says: ['was renamed to `trunk`'] },
  },
  {
    name: 'a repository without a commit',
    isEmpty: true,
    work: FEATURE,
    right: { ends: 'held', changes: [], says: ['claude-implement.yml'], isFree: true },
  },
];
