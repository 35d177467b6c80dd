import type { Artifacts, StoredArtifact } from '../../actions/artifacts.ts';
import type { JsonObject } from '../json-schema.ts';
import { notFound } from '../problem.ts';
import { fullName, type SimulatedRepository } from '../repositories.ts';
import { seconds } from '../seconds.ts';
import { paged, requireModelled } from './paging.ts';
import { type Handler, permitted, repositoryUrl, type World } from './world.ts';

const LIFE_MS = 24 * 3600 * 1000;

/** What jobs uploaded, as it is read from outside of them. */
export const ARTIFACTS: Record<string, Handler> = {
  'actions/list-workflow-run-artifacts': async (world, request) => {
    const repository = permitted(world, request, ['actions', 'read']);
    requireModelled(request.query, 'name');
    const { name } = request.query;
    const runId = Number(request.asked.parameters['run_id']);
    if (!runsOf(world, repository).includes(runId)) throw notFound();
    const uploaded = world.artifactsOf(runId);
    const named = (uploaded?.stored() ?? []).filter((one) => name === undefined || one.name === name);
    const shown = await Promise.all(named.map((one) => answer(world, repository, one, uploaded)));
    return paged(
      world,
      request,
      shown,
      (one) => one,
      (artifacts, total) => ({ total_count: total, artifacts }),
    );
  },
  'actions/download-artifact': async (world, request) => {
    const repository = permitted(world, request, ['actions', 'read']);
    const { artifact_id: id, archive_format: format } = request.asked.parameters;
    const uploads = runsOf(world, repository).flatMap((runId) => world.artifactsOf(runId) ?? []);
    for (const uploaded of uploads) {
      const artifact = uploaded.stored().find((one) => String(one.id) === id);
      if (artifact === undefined || format !== 'zip') continue;
      return { status: 302, text: '', headers: { location: world.archives.put(await uploaded.zipped(artifact)) } };
    }
    throw notFound();
  },
};

function runsOf(world: World, repository: SimulatedRepository): number[] {
  const ours = world.state().runs.filter((run) => run.repository === fullName(repository));
  return ours.map(({ id }) => id);
}

async function answer(
  world: World,
  repository: SimulatedRepository,
  artifact: StoredArtifact,
  uploaded: Artifacts | undefined,
): Promise<JsonObject> {
  const { id, name, createdAt } = artifact;
  const url = `${repositoryUrl(world, repository)}/actions/artifacts/${id}`;
  return world.description.complete('artifact', {
    ...{ id, name, url, archive_download_url: `${url}/zip`, expired: false },
    size_in_bytes: (await uploaded?.zipped(artifact))?.length ?? 0,
    ...{ created_at: seconds(createdAt), expires_at: seconds(createdAt + LIFE_MS) },
  });
}
