import * as z from 'zod';

const IMAGE = '[a-z0-9][a-z0-9.-]*(?::[0-9]+)?(?:/[a-z0-9][a-z0-9._-]*)+';
const listOf = (item: string) => new RegExp(`^${item}(?:,\\s*${item})*$`);

/** What a deployment decides of machines on Fly; without an app there is nothing of Fly in it. */
export const FLY_SETTINGS = {
  FLY_APP: z
    .string('must be a text')
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be the name of an app: small letters, digits and dashes')
    .optional()
    .describe('The app on Fly in which runs get machines; without it no mapping can choose Fly Machines: docs/fly.md.'),
  FLY_ORG: z
    .string('must be a text')
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be the slug of an organisation: small letters, digits and dashes')
    .optional()
    .describe('The slug of the organisation of that app, as `fly orgs list` shows it: it vouches for the machines.'),
  FLY_IMAGE: z
    .string('must be a text')
    .regex(
      new RegExp(`^${IMAGE}(?::[\\w.-]{1,128})?(?:@sha256:[0-9a-f]{64})?$`),
      'must be an image with its registry, such as registry.fly.io/acme-runs:1',
    )
    .optional()
    .describe('The image of machines whose mapping names none.'),
  FLY_ALLOWED_IMAGES: z
    .string('must be a text')
    .regex(listOf(`${IMAGE}/?`), 'must be beginnings of images, parted by commas, such as registry.fly.io/acme-runs')
    .optional()
    .describe('Beginnings of other images that mappings may name, parted by commas.'),
  FLY_REGIONS: z
    .string('must be a text')
    .regex(listOf('[a-z]{3}'), 'must be regions of Fly, parted by commas, such as fra,ams')
    .optional()
    .describe(
      'Regions in which machines may be, parted by commas; the first where a mapping names none. Any by default.',
    ),
};

/** Machines on Fly, as a deployment has them. */
export interface FlySettings {
  app: string;
  /** Who signs the identity tokens of machines. https://fly.io/docs/security/openid-connect/ */
  issuer: string;
  image: string;
  allowedImages: string;
  regions: string;
}

/** Undefined where there is no app. */
export function flySettingsOf(values: { [Name in keyof typeof FLY_SETTINGS]?: string | undefined }) {
  const { FLY_APP: app, FLY_ORG: organisation = '', FLY_IMAGE: image = '' } = values;
  if (app === undefined) return undefined;
  const { FLY_ALLOWED_IMAGES: allowedImages = '', FLY_REGIONS: regions = '' } = values;
  return { app, issuer: `https://oidc.fly.io/${organisation}`, image, allowedImages, regions } satisfies FlySettings;
}
