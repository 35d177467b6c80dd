// Stands in for the runner in a fixture repository: notes what each stage finds, and does what `STUB_<STAGE>` says.
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [, , stage] = process.argv;
const { env } = process;
const folder = env.AI_IMPLEMENT_FOLDER;
const list = (path) => (path !== undefined && existsSync(path) ? readdirSync(path).sort() : []);

async function identity() {
  if (env.ACTIONS_ID_TOKEN_REQUEST_URL === undefined) return undefined;
  const headers = { authorization: `Bearer ${env.ACTIONS_ID_TOKEN_REQUEST_TOKEN}` };
  const audience = encodeURIComponent(env.AI_IMPLEMENT_CALLBACK_URL);
  return (await (await fetch(`${env.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=${audience}`, { headers })).json()).value;
}

const found = {
  stage,
  env,
  stdin: stage === 'admit' ? '' : readFileSync(0, 'utf8'),
  identity: await identity(),
  now: Date.now(),
  handover: list(folder),
  checkout: list(env.AI_IMPLEMENT_CHECKOUT),
  runner: list('runner'),
  event: JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8')),
};
mkdirSync(env.RECORDS, { recursive: true });
writeFileSync(join(env.RECORDS, `${stage}-${env.GITHUB_RUN_ATTEMPT}.json`), JSON.stringify(found));
console.log(`the result token is ${found.event.inputs.result_token}`);

const wish = env[`STUB_${stage.toUpperCase()}`];
if (wish === 'fail') process.exit(1);
if (wish === 'hang') {
  process.on('SIGINT', () => process.exit(130));
  writeFileSync(join(env.RECORDS, `${stage}-hangs`), String(process.pid));
  setInterval(() => {}, 1000);
} else if (stage === 'admit') {
  const outputs = {
    is_admitted: String(wish !== 'refuse'),
    base_ref: 'main',
    base_sha: env.GITHUB_SHA,
    image: env.STUB_IMAGE ?? '',
  };
  for (const [name, value] of Object.entries(outputs)) appendFileSync(env.GITHUB_OUTPUT, `${name}=${value}\n`);
  if (wish !== 'refuse') writeFileSync(join(folder, 'assignment.json'), '{}');
} else if (stage === 'agent') {
  writeFileSync(join(folder, 'outcome.json'), JSON.stringify({ attempt: env.GITHUB_RUN_ATTEMPT }));
  writeFileSync(join(folder, 'changes.patch'), 'a patch');
}
