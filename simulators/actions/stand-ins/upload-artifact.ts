import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { sharedFolder } from '../artifacts.ts';
import { ActionFailure, type ActionStep, type StandIn } from './stand-in.ts';

/** Stores files with the run, by their paths below the folder that they share. Patterns are not modelled. */
export const uploadArtifact: StandIn = {
  inputs: {
    name: 'artifact',
    path: '',
    'if-no-files-found': 'warn',
    overwrite: 'false',
    'include-hidden-files': 'false',
    'retention-days': '0',
  },
  run(step) {
    const { inputs, artifacts } = step;
    const name = inputs['name'] ?? '';
    const { root, files } = found(step);
    if (files.length === 0) {
      const words = `No files were found with the provided path: ${inputs['path']}. No artifacts will be uploaded.`;
      if (inputs['if-no-files-found'] === 'error') throw new ActionFailure(words);
      step.log(`Warning: ${words}`);
      return Promise.resolve({});
    }
    try {
      artifacts.store(name, root, files, inputs['overwrite'] === 'true');
    } catch (error) {
      throw new ActionFailure(error instanceof Error ? error.message : String(error));
    }
    step.log(`Artifact ${name} has been successfully uploaded: ${files.length} files.`);
    return Promise.resolve({});
  },
};

function found({ inputs, workspace }: ActionStep): { root: string; files: string[] } {
  const lines = (inputs['path'] ?? '').split('\n').filter((line) => line.trim() !== '');
  const pattern = lines.find((line) => /[*?[\]!]/.test(line));
  if (pattern !== undefined) throw new ActionFailure(`The simulator does not model patterns: ${pattern}`);
  const places = lines.map((line) => resolve(workspace, line.trim())).filter((place) => existsSync(place));
  const takesHidden = inputs['include-hidden-files'] === 'true';
  const files = places.flatMap(filesBelow).filter((file) => takesHidden || !isHidden(workspace, file));
  const [only] = places;
  const isFolder = places.length === 1 && only !== undefined && statSync(only).isDirectory();
  return {
    root: isFolder ? only : sharedFolder(places.map((place) => (isFile(place) ? place : join(place, '_')))),
    files,
  };
}

const isFile = (place: string) => statSync(place).isFile();

function filesBelow(place: string): string[] {
  if (isFile(place)) return [place];
  return readdirSync(place).flatMap((name) => filesBelow(join(place, name)));
}

function isHidden(workspace: string, file: string): boolean {
  if (file === workspace || file === '/') return false;
  return basename(file).startsWith('.') || isHidden(workspace, dirname(file));
}
