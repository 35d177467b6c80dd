/** The version of the whole product; equal to the one in package.json (held by a test). */
export const VERSION = '0.1.0';
