import type { Run } from '../../shared/domain/run.ts';
import { aTicketRecord } from '../builders/a-ticket-record.ts';

/** The addresses of all pages below `/admin`: with this run, and with the ticket that the builder makes. */
export function everyPage({ runId }: Pick<Run, 'runId'>): string[] {
  return [
    '',
    '/tickets',
    `/tickets/linear/${aTicketRecord().ticketId}`,
    '/spend',
    '/trends',
    '/runs',
    `/runs/${runId}`,
    '/pull-requests',
    '/blocked',
    '/mappings',
    '/mappings/new',
    '/audit',
    '/health',
    '/access',
  ];
}
