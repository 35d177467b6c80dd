import type { TokenWish } from '../app-tokens.ts';
import type { JsonObject } from '../json-schema.ts';
import { notFound } from '../problem.ts';
import type { SimulatedRepository } from '../repositories.ts';
import { seconds } from '../seconds.ts';
import { requireModelled } from './paging.ts';
import { appAnswer } from './people-answers.ts';
import { type Handler, repositoryOf, type World } from './world.ts';

/** What is asked by the App itself, and the making of one. */
export const APPS: Record<string, Handler> = {
  'apps/get-repo-installation': async (world, request) => {
    await world.tokens.requireApp(request.authorization);
    const repository = repositoryOf(world, request);
    if (repository === undefined || repository.isInstalled === false) throw notFound();
    return { status: 200, body: world.answers.installation(repository) };
  },
  'apps/create-installation-access-token': async (world, request) => {
    await world.tokens.requireApp(request.authorization);
    const wish = (request.body ?? {}) as TokenWish;
    const token = world.tokens.mint(Number(request.asked.parameters['installation_id']), wish);
    return { status: 201, body: world.answers.installationToken(token) };
  },
  'apps/get-authenticated': async (world, request) => {
    await world.tokens.requireApp(request.authorization);
    return { status: 200, body: appAnswer(world, world.tokens.appSlug()) };
  },
  'apps/list-installations': async (world, { authorization, query }) => {
    await world.tokens.requireApp(authorization);
    requireModelled(query, 'since', 'outdated', 'page');
    return { status: 200, body: installed(world).map((one) => listed(world, one)) };
  },
  'apps/get-webhook-config-for-app': async (world, { authorization }) => {
    await world.tokens.requireApp(authorization);
    return { status: 200, body: hookAnswer(world) };
  },
  'apps/update-webhook-config-for-app': async (world, { authorization, body }) => {
    await world.tokens.requireApp(authorization);
    world.hookConfig.set(body as { url?: string; secret?: string });
    return { status: 200, body: hookAnswer(world) };
  },
  'apps/create-from-manifest': (world, { asked }) => {
    const { clientId, clientSecret, webhookSecret, pem } = world.manifests.convert(asked.parameters['code'] ?? '');
    const secrets = { client_id: clientId, client_secret: clientSecret, webhook_secret: webhookSecret, pem };
    return { status: 201, body: { ...appAnswer(world, world.tokens.appSlug()), ...secrets } };
  },
};

/** One repository of each owner who has the App installed. */
function installed({ repositories }: World): SimulatedRepository[] {
  const reached = repositories.filter(({ isInstalled }) => isInstalled !== false);
  return [...new Map(reached.map((one) => [one.owner.toLowerCase(), one])).values()];
}

/** Here the description wants accounts to be users and enterprises at once, with the fields of both. */
function listed({ answers }: World, repository: SimulatedRepository) {
  const { account, ...installation } = answers.installation(repository);
  const [name, at] = [repository.owner, seconds(0)];
  const ofEnterprise = { name, slug: name.toLowerCase(), created_at: at, updated_at: at };
  return { ...installation, account: { ...(account as JsonObject), ...ofEnterprise } };
}

/** The secret is never shown. */
function hookAnswer({ hookConfig }: World) {
  const { url, secret } = hookConfig.read();
  return {
    ...{ content_type: 'json', insecure_ssl: '0' },
    ...(url !== undefined && { url }),
    ...(secret !== undefined && { secret: '********' }),
  };
}
