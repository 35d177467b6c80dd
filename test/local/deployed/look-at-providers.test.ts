import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { BedrockAccess } from '../../../infra/bedrock/access-settings.ts';
import { Settings } from '../../../infra/settings.ts';
import type { Stage } from '../../../infra/stage.ts';
import { lookAtProviders, type Mappings } from '../../../local/commands/deployed/doctor/look-at-providers.ts';
import { seeImage } from '../../../local/commands/deployed/doctor/see-image.ts';
import type { ImageSight } from '../../../shared/checks/provider-checks.ts';
import type { Check } from '../../../shared/contract/check.ts';
import { aMapping } from '../../builders/a-mapping.ts';

const SONNET = 'eu.anthropic.claude-sonnet-4-6';
const MODEL = 'arn:aws:bedrock:eu-west-1::foundation-model/anthropic.claude-sonnet-4-6';
const ACCESS = {
  modelRegion: 'eu-central-1',
  profiles: { [SONNET]: [MODEL] },
  roles: { backend: { repository: { name: 'acme/backend', id: 7 }, models: [SONNET] } },
};

function aStage(bedrock?: object, settings: object = {}): Stage {
  const place = { account: '123456789012', region: 'eu-central-1', stackName: 'S', parameterPath: '/s' };
  const access = bedrock === undefined ? {} : { bedrock: BedrockAccess.parse(bedrock) };
  return { name: 'prod', ...place, values: Settings.parse(settings), overrides: [], ...access };
}

const onBedrock = (overrides: object = {}) =>
  [
    aMapping({ provider: 'bedrock', awsRegion: 'eu-central-1', bedrockModelId: SONNET, ...overrides }),
  ] as unknown as Mappings;
const onFly = (overrides: object = {}) => [aMapping({ executor: 'fly-machines', ...overrides })] as unknown as Mappings;
const FLY = {
  ...{ FLY_APP: 'acme-runs', FLY_ORG: 'acme', FLY_IMAGE: 'registry.fly.io/acme-runs:1' },
  FLY_ALLOWED_IMAGES: 'ghcr.io/acme/runner',
};

/** Bedrock with one profile, that may be called as long as it `lacks` nothing; and what a registry says. */
async function looked(stage: Stage, mappings: Mappings, seen: { lacks?: string[]; sight?: ImageSight } = {}) {
  const asked: string[] = [];
  const bedrock = { modelsOf: async () => [MODEL], lacks: async () => seen.lacks ?? [] };
  const see = async (image: string) => {
    asked.push(image);
    return seen.sight ?? 'there';
  };
  const checks = await lookAtProviders(stage, mappings, { bedrock, seeImage: see });
  return { asked, checks, told: checks.map(({ code, verdict }) => `${code} ${verdict}`) };
}
const remedies = (checks: readonly Check[]) => checks.flatMap(({ remedy }) => remedy ?? []);

test('a mapping on Bedrock whose role, profile and model are there is in order', async () => {
  const { told } = await looked(aStage(ACCESS), onBedrock());

  expect(told).toEqual(['bedrock_role_fits ok', 'bedrock_profile_read ok', 'bedrock_model_enabled ok']);
});

test.each([
  ['whose repository no role names', onBedrock({ repo: 'other' }), 'bedrock_role_missing warning', 'bedrock.roles'],
  [
    'in another region than its role',
    onBedrock({ awsRegion: 'us-east-1' }),
    'bedrock_region_differs failed',
    'eu-central-1',
  ],
  [
    'with a model that its role may not call',
    onBedrock({ bedrockModelId: 'eu.x.y' }),
    'bedrock_model_refused failed',
    'npm run bedrock -- deploy prod',
  ],
])('a mapping %s is told with what to do', async (_, mappings, verdict, words) => {
  const { told, checks } = await looked(aStage(ACCESS), mappings);

  expect(told).toContain(verdict);
  expect(remedies(checks).join('\n')).toContain(words);
});

test('a role of the owner is for all of its repositories', async () => {
  const roles = { all: { owner: { name: 'acme' }, models: [SONNET] } };

  expect((await looked(aStage({ ...ACCESS, roles }), onBedrock({ repo: 'other' }))).told).toContain(
    'bedrock_role_fits ok',
  );
});

test('a model that the account may not call is told as `npm run bedrock -- check` tells it', async () => {
  const { told } = await looked(aStage(ACCESS), onBedrock(), { lacks: ['agreement NOT_AVAILABLE'] });

  expect(told).toContain('bedrock_model_closed failed');
});

test('what cannot be looked at is said plainly', async () => {
  const elsewhere = await looked(aStage({ ...ACCESS, account: '999999999999' }), onBedrock());
  expect(elsewhere.told).toEqual(['bedrock_role_fits ok', 'bedrock_unseen not_tried']);
  expect(elsewhere.checks.at(-1)?.evidence).toContain('npm run bedrock -- check prod');
  expect((await looked(aStage(), onBedrock())).told).toEqual(['bedrock_unseen not_tried']);
  expect((await looked(aStage({ ...ACCESS, profiles: {} }), onBedrock())).told).toEqual(['bedrock_unusable failed']);
  expect((await looked(aStage(), [])).told).toEqual([]);
});

test('the image of a mapping on Fly is held against the stage, and asked for where it may run', async () => {
  const stage = aStage(undefined, FLY);
  const own = 'ghcr.io/acme/runner@sha256:1';

  expect(await looked(stage, onFly())).toMatchObject({
    asked: ['registry.fly.io/acme-runs:1'],
    told: ['fly_image_allowed ok', 'fly_image_there ok'],
  });
  expect((await looked(stage, onFly({ runnerImage: own }))).asked).toEqual([own]);
  expect(await looked(stage, onFly({ runnerImage: 'ghcr.io/acme/runner-of-others:1' }))).toMatchObject({
    asked: [],
    told: ['fly_image_refused failed'],
  });
  expect((await looked(stage, onFly(), { sight: 'missing' })).told).toContain('fly_image_missing failed');
  expect((await looked(stage, onFly(), { sight: { unseen: 'it asks for credentials' } })).told).toContain(
    'fly_image_unseen not_tried',
  );
});

async function aRegistry(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('a registry is asked as anybody may, with the token that it gives to everybody', async () => {
  const requests: string[] = [];
  const url: string = await aRegistry(({ method, url: path = '', headers }, response) => {
    requests.push(`${method} ${path}`);
    if (path.startsWith('/token')) return response.end('{"token":"open"}');
    if (path.includes('/closed/')) return response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    const challenge = `Bearer realm="${url}/token",service="r",scope="repository:acme/runner:pull"`;
    if (headers.authorization !== 'Bearer open')
      return response.writeHead(401, { 'www-authenticate': challenge }).end();
    return response.writeHead(path.endsWith('/1') ? 200 : 404).end();
  });
  const see = (image: string) => seeImage(image, () => url);

  expect(await see('ghcr.io/acme/runner:1')).toBe('there');
  expect(requests).toEqual([
    'HEAD /v2/acme/runner/manifests/1',
    'GET /token?service=r&scope=repository%3Aacme%2Frunner%3Apull',
    'HEAD /v2/acme/runner/manifests/1',
  ]);
  expect(await see('ghcr.io/acme/runner:2')).toBe('missing');
  expect(await see('ghcr.io/closed/runner@sha256:1')).toEqual({ unseen: 'ghcr.io asks for credentials' });
  expect(await seeImage('ghcr.io/acme/runner:1', () => 'http://127.0.0.1:9')).toEqual({
    unseen: 'ghcr.io does not answer',
  });
});
