import type { MappingStore } from '../../shared/ports/mapping-store.ts';
import type { PullRequestStore } from '../../shared/ports/pull-request-store.ts';
import type { LifecycleQueue } from '../../shared/ports/work-queue.ts';
import type { WorkflowIdentity } from '../../shared/ports/workflow-identity.ts';

export interface CommentTriggerDeps {
  workflows: WorkflowIdentity;
  pullRequests: Pick<PullRequestStore, 'read'>;
  mappings: Pick<MappingStore, 'read'>;
  lifecycle: LifecycleQueue;
}
