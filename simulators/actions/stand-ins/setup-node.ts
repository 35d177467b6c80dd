import { dirname } from 'node:path';
import { ActionFailure, type StandIn } from './stand-in.ts';

/** Puts the Node that the simulator runs with first on the path. */
export const setupNode: StandIn = {
  inputs: { 'node-version': '', 'package-manager-cache': 'true' },
  run({ inputs }) {
    const [major] = process.versions.node.split('.');
    if (inputs['node-version'] !== major) {
      throw new ActionFailure(`Unable to find Node version '${inputs['node-version']}' here, only ${major}.`);
    }
    const outputs = { 'node-version': process.version };
    return Promise.resolve({ path: [dirname(process.execPath)], outputs });
  },
};
