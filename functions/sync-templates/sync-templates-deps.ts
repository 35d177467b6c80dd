import type { Caller } from '../../shared/contract/admin-access.ts';
import type { AuditLog } from '../../shared/ports/admin-store.ts';
import type { Clock, Ids } from '../../shared/ports/clock.ts';
import type { CodeHost } from '../../shared/ports/code-host.ts';
import type { MappingStore } from '../../shared/ports/mapping-store.ts';
import type { TemplateFiles } from '../../shared/ports/template-files.ts';

export interface SyncTemplatesDeps {
  mappings: Pick<MappingStore, 'read'>;
  codeHost: CodeHost;
  templates: TemplateFiles;
  audit: Pick<AuditLog, 'add'>;
  /** Who asks: what they do is noted under their name. */
  caller: Caller;
  clock: Clock;
  ids: Pick<Ids, 'ulid'>;
  /** Where repositories reach us, without a trailing slash. */
  publicUrl: string;
  /** Told in the pull request. */
  version: string;
}
