import { linearTracker } from './linear-tracker.ts';

/** A function's variables for Linear. */
export interface LinearEnv {
  LINEAR_API_URL: string;
  LINEAR_API_KEY_PARAMETER: string;
}

/** The parameters that Linear is asked with: none in a deployment without it. */
export function linearSecrets({ LINEAR_API_URL, LINEAR_API_KEY_PARAMETER }: LinearEnv): string[] {
  return LINEAR_API_URL === '' ? [] : [LINEAR_API_KEY_PARAMETER];
}

/** Linear by its name among the trackers; nothing in a deployment without it. */
export function linearOf({ LINEAR_API_URL: apiUrl }: LinearEnv, apiKey: string | undefined) {
  return apiUrl === '' || apiKey === undefined ? {} : { linear: linearTracker({ apiUrl, apiKey }) };
}
