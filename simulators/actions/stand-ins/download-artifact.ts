import { resolve } from 'node:path';
import { ActionFailure, type StandIn } from './stand-in.ts';

/** Fetches one artifact of the run by its name. */
export const downloadArtifact: StandIn = {
  inputs: { name: '', path: '.' },
  run({ inputs, artifacts, workspace, log }) {
    const name = inputs['name'] ?? '';
    if (name === '') throw new ActionFailure('The simulator fetches one artifact by its name only.');
    if (!artifacts.fetch(name, resolve(workspace, inputs['path'] ?? '.'))) {
      throw new ActionFailure(`Unable to download artifact(s): Artifact not found for name: ${name}`);
    }
    log(`Artifact ${name} downloaded.`);
    return Promise.resolve({});
  },
};
