import { readStage, stagesThere } from '../../../infra/stage.ts';
import { documentClient } from '../../../shared/adapters/dynamodb/document-client.ts';
import { ticketDataIn } from '../../../shared/adapters/dynamodb/ticket-data.ts';
import { TRACKERS, type TrackerName } from '../../../shared/domain/ticket.ts';
import { leadingName, readOptions, UsageError } from '../options.ts';
import { openAccount } from './account.ts';
import { type ForgetWish, forgetTicket } from './forget-ticket.ts';

const HELP = `Usage: npm run forget -- STAGE TRACKER KEY [--delete]

Says what is kept of a ticket, such as: npm run forget -- prod linear ENG-12. With --delete it is deleted, for good. KEY may be
the tracker's id of the ticket too. It uses the credentials of this shell, which must be allowed to query the table and to delete.`;

const COMMAND = 'npm run forget';
const OPTIONS = {
  delete: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** `npm run forget`; answers the exit code. */
export async function run(args: string[]): Promise<number> {
  const stageName = leadingName(args);
  const tracker = leadingName(stageName.others);
  const key = leadingName(tracker.others);
  const options = readOptions({ command: COMMAND, options: OPTIONS, args: key.others });
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const wish = wishOf(tracker.name, key.name, options.delete);
  if (stageName.name === undefined)
    throw new UsageError(`Say which stage: ${COMMAND} -- STAGE TRACKER KEY. ${stagesThere()}`);
  const stage = readStage(stageName.name, process.env);
  const account = await openAccount(stage);
  const outputs = (await account.stack())?.Outputs ?? [];
  const tableName = outputs.find(({ OutputKey }) => OutputKey === 'TableName')?.OutputValue;
  if (tableName === undefined)
    throw new UsageError(`Nothing is deployed as ${stage.name}, or nothing that names its table.`);
  const data = ticketDataIn(documentClient({ region: stage.region }), tableName);
  return await forgetTicket({ data, print: console.log }, wish);
}

function wishOf(tracker: string | undefined, key: string | undefined, isDeleting: boolean): ForgetWish {
  const known = TRACKERS.find((name) => name === tracker) as TrackerName | undefined;
  if (known === undefined || key === undefined) {
    throw new UsageError(
      `Say which ticket: ${COMMAND} -- STAGE TRACKER KEY; TRACKER is one of ${TRACKERS.join(', ')}.`,
    );
  }
  return { tracker: known, key, isDeleting };
}
