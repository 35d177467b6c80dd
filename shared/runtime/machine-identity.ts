import * as z from 'zod';
import { oidcTokens } from './oidc-tokens.ts';

const Claims = z.object({
  app_name: z.string(),
  machine_id: z.string(),
  machine_name: z.string(),
  machine_version: z.string(),
});

/** The variables of a function that lets machines in. */
interface MachineIdentityEnv {
  /** `iss` of the tokens of the organisation, and the address under which its keys are found. */
  FLY_OIDC_ISSUER: string;
  /** The app in which runs have their machines; empty where none has. */
  FLY_APP_NAME: string;
  /** `aud` of the tokens that are meant for us. */
  PUBLIC_URL: string;
}

/** Verifies OIDC tokens of the machines of one app on Fly. https://fly.io/docs/security/openid-connect/ */
export function machineIdentity({ FLY_OIDC_ISSUER: issuer, FLY_APP_NAME: app, PUBLIC_URL }: MachineIdentityEnv) {
  return app === '' ? undefined : { app, ...oidcTokens({ issuer, audience: PUBLIC_URL, service: 'fly' }, Claims) };
}
