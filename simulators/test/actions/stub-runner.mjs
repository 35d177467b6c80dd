// Stands in for the runner in a fixture repository: notes what each stage finds, and does what `STUB_<STAGE>` says.
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { argv, env, stdout } from 'node:process';

const [, , stage] = argv;
const { AI_IMPLEMENT_FOLDER: folder, AI_IMPLEMENT_CHECKOUT: checkout, AI_IMPLEMENT_CALLBACK_URL: audience } = env;
const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = env;
const { GITHUB_EVENT_PATH, GITHUB_OUTPUT, GITHUB_SHA, GITHUB_RUN_ATTEMPT: attempt, RECORDS, STUB_IMAGE = '' } = env;
const { [`STUB_${stage.toUpperCase()}`]: wish } = env;
const list = (path) => (path !== undefined && existsSync(path) ? readdirSync(path).sort() : []);

async function identity() {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(`${url}&audience=${encodeURIComponent(audience)}`, { headers });
  return (await answer.json()).value;
}

const found = {
  env,
  stdin: stage === 'admit' ? '' : readFileSync(0, 'utf8'),
  identity: await identity(),
  now: Date.now(),
  handover: list(folder),
  checkout: list(checkout),
  runner: list('runner'),
  event: JSON.parse(readFileSync(GITHUB_EVENT_PATH, 'utf8')),
};
mkdirSync(RECORDS, { recursive: true });
writeFileSync(join(RECORDS, `${stage}-${attempt}.json`), JSON.stringify(found));
stdout.write(`the result token is ${found.event.inputs.result_token}\n`);

if (wish === 'fail') process.exit(1);
if (wish === 'hang') {
  process.on('SIGINT', () => process.exit(130));
  writeFileSync(join(RECORDS, `${stage}-hangs`), '');
  setInterval(() => {}, 1000);
} else if (stage === 'admit') {
  const outputs = { is_admitted: String(wish !== 'refuse'), base_ref: 'main', base_sha: GITHUB_SHA, image: STUB_IMAGE };
  for (const [name, value] of Object.entries(outputs)) appendFileSync(GITHUB_OUTPUT, `${name}=${value}\n`);
  if (wish !== 'refuse') writeFileSync(join(folder, 'assignment.json'), '{}');
} else if (stage === 'agent') {
  writeFileSync(join(folder, 'outcome.json'), '{}');
  writeFileSync(join(folder, 'changes.patch'), 'a patch');
}
