import type { Executor } from '../../ports/executor.ts';
import { type FlyExecutorSettings, flyExecutor } from './fly-executor.ts';

export interface FlyMachinesSettings extends Omit<FlyExecutorSettings, 'allowedImages' | 'regions'> {
  /** Parted by commas or blanks. */
  allowedImages: string;
  /** The same. */
  regions: string;
}

/** Machines on Fly in our app; empty where there is none, and there every run is refused. */
export function flyMachines({ allowedImages, regions, ...settings }: FlyMachinesSettings): Executor {
  if (settings.app === '') return ABSENT;
  return flyExecutor({ ...settings, allowedImages: listed(allowedImages), regions: listed(regions) });
}

const listed = (text: string) => text.split(/[\s,]+/).filter((one) => one !== '');

const ABSENT: Executor = {
  dispatch: async () => ({
    outcome: 'refused',
    concerns: 'mapping',
    code: 'executor_missing',
    reason: 'Runs cannot execute on Fly Machines in this deployment. Choose another executor for the mapping.',
  }),
  find: async () => [],
  cancel: async () => {},
  job: async () => undefined,
  state: async () => 'gone',
};
