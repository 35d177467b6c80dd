import type { Author } from '../code-state.ts';
import type { JsonObject } from '../json-schema.ts';
import { seconds } from '../seconds.ts';
import type { World } from './world.ts';

/** An account as answers show it: a person, or an App's bot. */
export function userAnswer(world: World, { login, appSlug }: Author): JsonObject {
  const slug = appSlug ?? /^(.+)\[bot\]$/.exec(login)?.[1];
  return world.description.complete('simple-user', {
    login,
    id: world.tokens.accountId(login),
    type: slug === undefined ? 'User' : 'Bot',
    gravatar_id: '',
    url: `${world.urls.api()}/users/${encodeURIComponent(login)}`,
    html_url: `${world.urls.web}/${slug === undefined ? login : `apps/${slug}`}`,
  });
}

/** The App as answers show it. */
export function appAnswer(world: World, slug: string): JsonObject {
  const { id, owner } = world.registration.identity();
  const isOurs = slug === world.tokens.appSlug();
  return world.description.complete('integration', {
    id: isOurs ? Number(id) : world.tokens.accountId(`app ${slug}`),
    slug,
    name: slug,
    owner: userAnswer(world, { login: isOurs ? owner : 'simulated' }),
    html_url: `${world.urls.web}/apps/${slug}`,
    created_at: seconds(0),
    updated_at: seconds(0),
    ...(isOurs ? world.registration.asked() : { permissions: { metadata: 'read' }, events: [] }),
  });
}

/** `performed_via_github_app`, for what an App did. */
export function viaApp(world: World, { appSlug }: Author): JsonObject {
  return appSlug === undefined ? {} : { performed_via_github_app: appAnswer(world, appSlug) };
}

/** Name and address of an account in the commits that it makes over the API. */
export function personOf(world: World, { login }: Author): { name: string; email: string } {
  return { name: login, email: `${world.tokens.accountId(login)}+${login}@users.noreply.github.com` };
}
