import {
  codeBlock,
  loggable,
  presentable,
  presentablePath,
  presentableTitle,
} from '../../../shared/domain/untrusted-text.ts';
import type { Attack, AttackRows, Defence } from '../attack.ts';
import { obeyed, rendered } from './readers-of-text.ts';

// Text of a model, a repository or a stranger, as it stands under our name afterwards. Canaries are names that nobody has.

const taken = (name: string, text: string, instead: string): Defence => ({
  name,
  file: 'shared/domain/untrusted-text.ts',
  text,
  instead,
});

const NO_LINK = taken('links and pictures lead nowhere by reference', '  /\\](?=[(:])/g,\n', '');
const NO_TAG = taken('tags are text', '  /<(?=[A-Za-z/!?])/g,\n', '');
const NO_ENTITY = taken('entities are text', '  /&(?=(?:#\\w{1,8}|[A-Za-z]\\w{1,40});)/g,\n', '');
const NO_SCHEME = taken(
  'addresses are of the web',
  '  /\\b(?:javascript|vbscript|data|mailto|xmpp|file|blob|tel|sms)(?=:\\S)/gi,\n',
  '',
);
const NO_COMMAND_TO_BOTS = taken(
  'commands to bots are broken',
  'const COMMAND = /^[^\\S\\n]{0,3}\\/(?=[a-z])/gim;',
  'const COMMAND = /^$^/gim;',
);
const NO_SMART_COMMIT = taken(
  'commands in the messages of commits are broken',
  'const SMART_COMMIT = /(?<![\\w&])#(?=[a-z])/gi;',
  'const SMART_COMMIT = /^$^/gi;',
);
const NO_MENTION = taken('mentions are broken', '  /@(?=[A-Za-z0-9])/g,\n', '');
const NO_PROFILE = taken(
  'links to people are broken',
  '  /https?:\\/\\/linear\\.app\\/[^\\s/]{1,60}\\/(?=profiles\\/)/gi,\n',
  '',
);
const NO_CLOSING = taken('words that close tickets are broken', '  CLOSING,\n', '');
const NO_SKIP = taken(
  'words that skip checks are broken',
  '  /\\[(?=\\s*(?:(?:skip|no)[\\s_-]{1,3}[a-z-]{1,20}|[a-z-]{1,20}[\\s_-]{1,3}skip)\\s*\\])/gi,\n',
  '',
);
const NO_TRAILER = taken('trailers that skip checks are broken', '  /\\bskip(?=[-_ ]?checks?\\s*:)/gi,\n', '');
const NO_UNSEEN = taken(
  'characters that nobody sees are taken out',
  "text.replaceAll('\\r\\n', '\\n').replace(UNSEEN, (character) => (/[\\n\\t]/.test(character) ? character : ''))",
  'text',
);
const CLOSED_FENCE = taken('fences that are left open are closed', 'open === undefined ? text : ', 'true ? text : ');
const NO_BACKTICK = taken(
  'paths stay in their backticks',
  '/[^\\p{L}\\p{N}\\p{P}\\p{S} ]|`/gu',
  '/[^\\p{L}\\p{N}\\p{P}\\p{S} ]/gu',
);
const LONGER_FENCE = taken('output stays in its code block', "'`'.repeat(longest + 1)", "'`'.repeat(3)");
const NO_AZURE = taken('commands with brackets are broken in logs', ".replaceAll('##[', '## [')", '');
const NO_COMMAND = taken(
  'commands at the beginning of a line are broken in logs',
  ".replace(/^[^\\S\\n]*(?=::)/gm, '  | ')",
  '',
);

const LENGTH = { length: 5000 };
const post = (text: string) => presentable(text, LENGTH);

const ROWS: readonly Attack[] = [
  {
    name: 'a plan shows a picture whose address tells what was read',
    asset: 'what a reading pass has read',
    wayIn: 'a picture by reference in the answer of a model',
    defence: NO_LINK,
    isHeld: () => !rendered(post('![a][b]\n\n[b]: https://canary.example/?told')).includes('<img'),
  },
  {
    name: 'a plan shows a picture by a tag',
    asset: 'what a reading pass has read',
    wayIn: 'a tag in the answer of a model',
    defence: NO_TAG,
    isHeld: () => !rendered(post('<img src="https://canary.example/?told">')).includes('<img'),
  },
  {
    name: 'a summary forges the marker of our gap analysis',
    asset: 'the comment that we know as ours',
    wayIn: 'a comment of HTML in the answer of a model',
    defence: NO_TAG,
    isHeld: () => !post('<!-- ai-implement:gap-analysis -->').includes('<!-- ai-implement:'),
  },
  {
    name: 'a reply pings a team by an entity',
    asset: 'the attention of people',
    wayIn: 'an entity in the answer of a model',
    defence: NO_ENTITY,
    isHeld: () => !rendered(post('&commat;acme/canary')).includes('@acme'),
  },
  {
    name: 'a plan offers an address that runs something',
    asset: 'the browser of who reads a plan',
    wayIn: 'an address that is not of the web',
    defence: NO_SCHEME,
    isHeld: () => !/mailto:\S/.test(post('write to mailto:canary')),
  },
  {
    name: 'the title of a ticket pings a team on GitHub',
    asset: 'the attention of people',
    wayIn: 'the title of a ticket',
    defence: NO_MENTION,
    isHeld: () => obeyed(presentableTitle('Ask @acme/canary', LENGTH)).mentions.length === 0,
  },
  {
    name: 'a plan pings somebody on Linear by the address of a profile',
    asset: 'the attention of people',
    wayIn: 'an address of the tracker in the answer of a model',
    defence: NO_PROFILE,
    isHeld: () => !/linear\.app\/acme\/profiles\//.test(post('see https://linear.app/acme/profiles/canary')),
  },
  {
    name: 'a reply gives another bot a command',
    asset: 'what other bots do with the pull request',
    wayIn: 'a line of a model that begins with a slash',
    defence: NO_COMMAND_TO_BOTS,
    isHeld: () => !/^\s*\/canary/m.test(post('Done.\n/canary now')),
  },
  {
    name: 'the title of a ticket gives Jira a command by the message of a commit',
    asset: 'other tickets',
    wayIn: 'a command in the title of a ticket',
    defence: NO_SMART_COMMIT,
    isHeld: () => !/[A-Z]+-\d+ [^\n]*#canary/.test(presentableTitle('ENG-99 #canary', LENGTH)),
  },
  {
    name: 'a summary closes a ticket of somebody else with the merge',
    asset: 'other tickets',
    wayIn: 'a closing word in the answer of a model',
    defence: NO_CLOSING,
    isHeld: () => obeyed(post('This fixes #12.')).closed.length === 0,
  },
  {
    name: 'the title of a ticket closes another one',
    asset: 'other tickets',
    wayIn: 'the title of a ticket',
    defence: NO_CLOSING,
    isHeld: () => obeyed(presentableTitle('Resolves ENG-99', LENGTH)).closed.length === 0,
  },
  {
    name: "the title of a ticket keeps the repository's checks from running",
    asset: 'the checks of the repository',
    wayIn: 'the title of a ticket',
    defence: NO_SKIP,
    isHeld: () => !obeyed(presentableTitle('Add export [skip ci]', LENGTH)).skipsChecks,
  },
  {
    name: 'a path keeps checks from running in the message of a commit',
    asset: 'the checks of the repository',
    wayIn: 'the name of a file',
    defence: NO_SKIP,
    isHeld: () => !obeyed(presentablePath('docs/[no ci].md')).skipsChecks,
  },
  {
    name: 'a summary ends a commit with a trailer that skips checks',
    asset: 'the checks of the repository',
    wayIn: 'a trailer in the answer of a model',
    defence: NO_TRAILER,
    isHeld: () => !obeyed(post('Done.\n\nskip-checks: true')).skipsChecks,
  },
  {
    name: 'a title reads the other way round than it is',
    asset: 'what reviewers believe to see',
    wayIn: 'a character that reorders others in the title of a ticket',
    defence: NO_UNSEEN,
    isHeld: () => !presentableTitle('Add \u202eyranac', LENGTH).includes('\u202e'),
  },
  {
    name: 'a secret is shown with an unseen character in it',
    asset: 'credentials of the job',
    wayIn: 'a character without width within a credential',
    defence: NO_UNSEEN,
    isHeld: () => {
      const redact = (text: string) => text.replaceAll('canary-key', '[secret]');
      return presentable('it is canary\u2060-key', { redact, ...LENGTH }).includes('[secret]');
    },
  },
  {
    name: 'a summary swallows what stands below it into its code',
    asset: 'what the pull request says of a run',
    wayIn: 'a fence that is left open in the answer of a model',
    defence: CLOSED_FENCE,
    isHeld: () => rendered(`${post('```\nnothing')}\n\n## Canary`).includes('<h2>'),
  },
  {
    name: 'a path leaves its backticks',
    asset: 'what the pull request says of a run',
    wayIn: 'the name of a file',
    defence: NO_BACKTICK,
    isHeld: () => !rendered(`\`${presentablePath('a`**canary**`b')}\``).includes('<strong>'),
  },
  {
    name: 'the output of a check leaves its code block',
    asset: 'what the pull request says of a run',
    wayIn: 'the output of a program of the repository',
    defence: LONGER_FENCE,
    isHeld: () => !rendered(codeBlock('```\n# Canary', { length: 100 })).includes('<h1>'),
  },
  {
    name: 'output within a line gives the job a command',
    asset: 'the log of the job',
    wayIn: 'brackets after two signs in the output of a program',
    defence: NO_AZURE,
    isHeld: () => obeyed(loggable('a ##[group]canary')).commands.length === 0,
  },
  {
    name: 'output at the beginning of a line gives the job a command',
    asset: 'the log of the job',
    wayIn: 'colons in the output of a program',
    defence: NO_COMMAND,
    isHeld: () => obeyed(loggable('::notice title=canary')).commands.length === 0,
  },
];

export const ATTACKS: AttackRows = {
  about: 'Text under our name',
  rows: ROWS,
};
