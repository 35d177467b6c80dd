import { templateOperations } from '../../../functions/sync-templates/template-operations.ts';
import type { ProjectMapping } from '../../../shared/domain/mapping.ts';
import type { TemplateSet } from '../../../shared/ports/template-files.ts';
import { aMapping } from '../../builders/a-mapping.ts';
import { AN_ADMIN } from '../../builders/an-access.ts';
import { fakeAuditLog } from '../../fakes/fake-admin-stores.ts';
import { fakeClock } from '../../fakes/fake-clock.ts';
import { fakeCodeHost } from '../../fakes/fake-code-host.ts';
import { fakeIds } from '../../fakes/fake-ids.ts';
import { fakeMappingStore } from '../../fakes/fake-mapping-store.ts';

/** Templates as short as they can be. */
export function someTemplates(overrides: Partial<TemplateSet> = {}): TemplateSet {
  return {
    planWorkflow: 'name: Plan\n',
    implementWorkflow: 'name: Implement\n',
    agentWorkflow: 'name: Agent\n',
    triggerWorkflow: 'name: Trigger\nenv: { ADDRESS: __AI_IMPLEMENT_URL__ }\n',
    runner: '// the runner\n',
    workflowPrompt: '---\nmodel: "{{model}}"\n---\nImplement it.\n',
    planningPrompt: '---\nmodel: "{{model}}"\n---\nPlan it.\n',
    ...overrides,
  };
}

/** One mapping on `acme/backend`, where nothing is installed yet. */
export async function aTemplatesWorld(mapping: Partial<ProjectMapping> = {}) {
  const templates = someTemplates();
  const deps = {
    mappings: fakeMappingStore(),
    codeHost: fakeCodeHost(),
    templates: { read: async () => templates },
    audit: fakeAuditLog(),
    caller: AN_ADMIN,
    clock: fakeClock(),
    ids: fakeIds(),
    version: '1.2.3',
    publicUrl: 'https://us.test',
  };
  await deps.mappings.save(aMapping(mapping));
  const params = { mappingId: aMapping(mapping).mappingId };
  const operations = templateOperations(deps);
  return {
    ...deps,
    /** What is installed; may be changed. */
    installable: templates,
    drift: () => operations.readTemplates({ params }),
    sync: () => operations.syncTemplates({ params }),
    operations,
  };
}
