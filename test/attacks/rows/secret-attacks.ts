import { digestsOf } from '../../../runner/process/secret-digest.ts';
import { type Attack, type AttackRows, once } from '../attack.ts';
import { all, IN_WORK, publications, write } from './publications.ts';

// Credentials that foreign code has found in the agent's job, and wants to be pushed where it can read them.

const JUDGE = 'runner/publishing/judge-changes.ts';
const FORMS = 'runner/publishing/secret-forms.ts';
const CREDENTIALS = 'credentials';

const places = publications();

/** Put together here, so that no scanner takes this file for one that holds them. */
const KEY_FILE = ['-----BEGIN', 'PRIVATE KEY-----\nMIIEvQIBADANBg\n-----END', 'PRIVATE KEY-----\n'].join(' ');
const SLACK = ['xoxb', 'canary'.repeat(5)].join('-');
const SESSION = 'Ab1/'.repeat(10);

/** One of them is enough to publish nothing; what is refused is told, file by file. */
const refused = once(async () => {
  const place = await places.begin();
  place.handOver(
    all(
      ...[write('keys.ts', KEY_FILE), write('notes.md', 'hunter2-hunter2\n'), write('session.txt', `"${SESSION}"\n`)],
      ...[write('.env', 'A=1\n'), write(`notes/${SLACK}.md`)],
    ),
    { sessions: digestsOf([SESSION]) },
  );
  const report = await place.publish({ secrets: ['hunter2-hunter2'] });
  if (report.failureCode !== 'changes_refused') throw new Error(report.failureReason);
  return report.failureReason ?? '';
});

const ROWS: readonly Attack[] = [
  {
    name: 'a private key comes with the work',
    asset: CREDENTIALS,
    wayIn: IN_WORK,
    defence: {
      name: 'private keys are known by their form',
      file: FORMS,
      text: "  { form: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----[\\s\\S]{0,80}/g, what: 'a private key' },\n",
      instead: '',
    },
    isHeld: async () => (await refused()).includes('- `keys.ts`: '),
  },
  {
    name: 'the credential of the model comes with the work',
    asset: CREDENTIALS,
    wayIn: IN_WORK,
    defence: {
      name: 'credentials that publish holds are known',
      file: FORMS,
      text: "typeof secret === 'string' ? text.includes(secret)",
      instead: "typeof secret === 'string' ? false",
    },
    isHeld: async () => (await refused()).includes('- `notes.md`: '),
  },
  {
    name: 'a session that only the agent held comes with the work',
    asset: CREDENTIALS,
    wayIn: IN_WORK,
    defence: {
      name: 'sessions of the agent are known by their digests',
      file: FORMS,
      text: ': holdsDigested(text, secret)',
      instead: ': false',
    },
    isHeld: async () => (await refused()).includes('- `session.txt`: '),
  },
  {
    name: 'a file of secrets comes with the work',
    asset: CREDENTIALS,
    wayIn: IN_WORK,
    defence: {
      name: 'files of secrets are known by their names',
      file: JUDGE,
      text: 'const named = secretNamed(path);',
      instead: 'const named = undefined;',
    },
    isHeld: async () => (await refused()).includes('- `.env`: '),
  },
  {
    name: 'a token leaves as the name of a file',
    asset: CREDENTIALS,
    wayIn: 'a name that holds it',
    defence: {
      name: 'secrets are looked for in paths',
      file: JUDGE,
      text: "const held = secretAdded('', path, secrets);",
      instead: 'const held = undefined;',
    },
    isHeld: async () => (await refused()).includes('the path of a file contains a Slack token'),
  },
];

export const ATTACKS: AttackRows = {
  about: 'Secrets in work',
  rows: ROWS,
  close: places.close,
};
