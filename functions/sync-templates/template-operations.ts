import type { TemplateOperations } from '../../shared/contract/admin.ts';
import { compareTemplates } from './compare-templates.ts';
import { syncTemplates } from './sync-templates.ts';
import type { SyncTemplatesDeps } from './sync-templates-deps.ts';

/** The operations of the admin API that look into target repositories. */
export function templateOperations(deps: SyncTemplatesDeps): TemplateOperations {
  return {
    readTemplates: async ({ params }) => (await compareTemplates(deps, params)).view,
    syncTemplates: ({ params }) => syncTemplates(deps, params),
  };
}
