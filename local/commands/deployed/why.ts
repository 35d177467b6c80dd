import { env } from 'node:process';
import { type AskAdmin, adminSession } from '../../../simulators/people/admin-session.ts';
import { keptHomes } from '../../world/home/home.ts';
import { keptSecrets } from '../../world/home/secrets.ts';
import { readOptions, UsageError } from '../options.ts';
import { whyNot } from './why-not.ts';

const HELP = `Usage: npm run why -- <KEY> [--url ADDRESS]

Says why a ticket does not run, or what runs for it, in the words of the admin UI's page "Blocked".

  --url ADDRESS   of a deployment, such as https://abc.execute-api.eu-central-1.amazonaws.com; its access code is
                  read from AI_IMPLEMENT_ACCESS_CODE (default: what \`npm start\` runs here)
  --help

Example: npm run why -- ENG-12`;

/** Puts the code where no history of a shell keeps it. */
const TAKE_CODE =
  'export AI_IMPLEMENT_ACCESS_CODE=$(aws ssm get-parameter --region REGION --with-decryption --name /ai-implement/STAGE/access-code --query Parameter.Value --output text)';
const COMMAND = 'npm run why';
const OPTIONS = { url: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } } as const;

/** `npm run why`; answers the exit code. */
export async function run(args: string[]): Promise<number> {
  const [key, ...rest] = args;
  const isKey = key !== undefined && !key.startsWith('-');
  const examples = { url: 'https://abc.execute-api.eu-central-1.amazonaws.com' };
  const { help, url } = readOptions({ command: COMMAND, options: OPTIONS, examples, args: isKey ? rest : args });
  if (help) {
    console.log(HELP);
    return 0;
  }
  if (!isKey) throw new UsageError('Why does which ticket not run? npm run why -- ENG-12');
  const ask = await (url === undefined ? here() : deployed(url));
  console.log((await whyNot(ask, key)).join('\n'));
  return 0;
}

async function here(): Promise<AskAdmin> {
  for (const home of keptHomes()) {
    const instance = home.occupant();
    if (instance !== undefined) return adminSession(instance.url, keptSecrets(home.secretsFile).accessCode);
  }
  throw new UsageError('Nothing is running here. Start it with `npm start` in another terminal, or give --url.');
}

async function deployed(url: string): Promise<AskAdmin> {
  const code = env['AI_IMPLEMENT_ACCESS_CODE'] ?? '';
  if (!/^https?:\/\//.test(url)) throw new UsageError(`--url ${url} is no address: it begins with https://`);
  if (code === '') throw new UsageError(`The access code is missing. Say: ${TAKE_CODE}`);
  const { origin } = new URL(url);
  try {
    return await adminSession(origin, code);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${origin} does not let us in: ${reason}`);
  }
}
