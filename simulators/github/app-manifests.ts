import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { LocalClock } from '../clock.ts';
import type { AppRegistration, Grants } from './app-registration.ts';
import type { Description } from './description.ts';
import { isObject, type Json, type JsonObject } from './json-schema.ts';
import { notFound } from './problem.ts';
import type { HookConfig } from './webhooks/hook.ts';

/** What a person confirms, before the App is made: the App's own page gets a code for it. */
interface Proposed {
  manifest: Manifest;
  owner: string;
  expiresAt: number;
}

interface Manifest extends Grants {
  name: string;
  redirectUrl: string;
  hookUrl: string | undefined;
}

/** What the exchange of a code answers once: all that signs in as the new App. */
interface MadeApp {
  clientId: string;
  clientSecret: string;
  webhookSecret: string | null;
  pem: string;
}

/** Apps that are made from a manifest. https://docs.github.com/apps/sharing-github-apps/registering-a-github-app-from-a-manifest */
export interface AppManifests {
  /** What is wrong with a manifest, each a sentence; or its code and where the browser goes with it. */
  propose(text: string, owner: string): { problems: string[] } | { code: string; redirectUrl: string };
  /** Makes the App, once; throws what GitHub answers to a code that is none, was used, or is older than an hour. */
  convert(code: string): MadeApp;
}

interface ManifestsSettings {
  clock: Pick<LocalClock, 'now'>;
  registration: AppRegistration;
  description: Description;
  configureHook: HookConfig['set'];
}

const CODE_LIFE_MS = 60 * 60_000;
const FIRST_ID = 1_200_001;
/** What a manifest may say. */
const FIELDS = [
  ...['name', 'url', 'hook_attributes', 'redirect_url', 'callback_urls', 'setup_url', 'description', 'public'],
  ...['default_events', 'default_permissions', 'request_oauth_on_install', 'setup_on_update'],
];

export function appManifests({ clock, registration, description, configureHook }: ManifestsSettings): AppManifests {
  const proposed = new Map<string, Proposed>();
  let made = 0;
  return {
    propose(text, owner) {
      const read = manifestIn(text, description);
      if ('problems' in read) return read;
      const code = randomBytes(20).toString('hex');
      proposed.set(code, { manifest: read, owner, expiresAt: clock.now() + CODE_LIFE_MS });
      return { code, redirectUrl: read.redirectUrl };
    },
    convert(code) {
      const found = proposed.get(code);
      proposed.delete(code);
      if (found === undefined || found.expiresAt <= clock.now()) throw notFound();
      const { manifest, owner } = found;
      const pem = newKey();
      const identity = { id: String(FIRST_ID + made), key: pem, slug: slugOf(manifest.name), owner };
      made += 1;
      const { permissions, events } = manifest;
      registration.register(identity, { permissions: { metadata: 'read', ...permissions }, events });
      const webhookSecret = manifest.hookUrl === undefined ? null : randomBytes(20).toString('hex');
      configureHook({ url: manifest.hookUrl, secret: webhookSecret ?? undefined });
      const clientId = `Iv23${randomBytes(8).toString('hex')}`;
      return { clientId, clientSecret: randomBytes(20).toString('hex'), webhookSecret, pem };
    },
  };
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
}

function slugOf(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

function manifestIn(text: string, description: Description): { problems: string[] } | Manifest {
  const parsed = parsedObject(text);
  if (parsed === undefined) return { problems: ['The manifest is not JSON.'] };
  const { name, url, redirect_url: redirectUrl, hook_attributes: hook, default_events: events = [] } = parsed;
  const permissions = parsed['default_permissions'] ?? {};
  const hookUrl = isObject(hook) ? hook['url'] : undefined;
  const problems = [
    ...Object.keys(parsed).flatMap((field) => (FIELDS.includes(field) ? [] : [`${field} is not a permitted key.`])),
    ...(typeof name === 'string' && name !== '' && name.length <= 34 ? [] : ['Name is missing or too long.']),
    ...(isAddress(url) ? [] : ['Url must be a valid URL.']),
    ...(isAddress(redirectUrl) ? [] : ['Redirect url must be a valid URL.']),
    ...(hook === undefined || isAddress(hookUrl) ? [] : ['Hook url is not supported.']),
    ...description.permissionProblems(permissions),
    ...(Array.isArray(events) ? [] : ['Default events must be a list.']),
  ];
  if (problems.length > 0) return { problems };
  return {
    name: String(name),
    redirectUrl: String(redirectUrl),
    hookUrl: typeof hookUrl === 'string' ? hookUrl : undefined,
    permissions: permissions as Grants['permissions'],
    events: events as string[],
  };
}

function parsedObject(text: string): JsonObject | undefined {
  try {
    const value = JSON.parse(text) as Json;
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isAddress(value: Json | undefined): boolean {
  return typeof value === 'string' && /^https?:/.test(URL.parse(value)?.protocol ?? '');
}
