import { useSignal } from '@preact/signals';
import type { OperationAnswer } from '../../shared/contract/admin.ts';
import { call } from '../api.ts';
import { ago, capital, count, readable } from '../format.ts';
import { ActionButton } from './action-button.tsx';
import { DeskRow } from './desk-row.tsx';
import { Outside } from './link.tsx';
import { ReasonedAction } from './reasoned-action.tsx';

interface DeadLetterProps {
  queue: 'candidates' | 'lifecycle';
  letters: number;
  reload: () => Promise<void>;
}

type Listed = OperationAnswer<'listDeadLetters'>;

/** That messages failed for good; shows them when asked, sends them again, or discards one. */
export function DeadLetters({ queue, letters, reload }: DeadLetterProps) {
  const listed = useSignal<Listed | undefined>(undefined);
  if (letters === 0) return null;
  const show = async () => {
    listed.value = await call('listDeadLetters', {});
  };
  const replay = async () => {
    await call('replayDeadLetters', { params: { queue } });
    listed.value = undefined;
    await reload();
  };
  const shown = listed.value?.letters.filter((letter) => letter.queue === queue) ?? [];
  const discarded = async () => {
    await show();
    await reload();
  };
  return (
    <DeskRow
      tone="bad"
      label="Dead letters"
      title={`${count(letters, 'dead letter')} of the queue ${queue}`}
      action={
        <>
          <ActionButton
            needs="listDeadLetters"
            label="Show"
            about={queue}
            done={`The dead letters of ${queue} are shown`}
            act={show}
          />
          <ActionButton needs="replayDeadLetters" label="Send again" done={`Sent ${queue} again`} act={replay} />
        </>
      }
    >
      Their consumer failed on them five times.
      {shown.map((letter) => (
        <Letter key={letter.messageId} letter={letter} now={listed.value?.now ?? letter.sentAt} reload={discarded} />
      ))}
    </DeskRow>
  );
}

interface LetterProps {
  letter: Listed['letters'][number];
  now: string;
  reload: () => Promise<void>;
}

function Letter({ letter: { queue, messageId, ...letter }, now, reload }: LetterProps) {
  const name = letter.ticketKey ?? messageId;
  const discard = async (reason: string) => {
    await call('discardDeadLetter', { params: { queue, messageId }, body: { reason } });
    await reload();
  };
  return (
    <span class="letter">
      <span>
        {letter.ticketUrl === undefined ? name : <Outside href={letter.ticketUrl}>{name}</Outside>} ·{' '}
        {letter.what ?? 'no message of ours'} · {ago(letter.sentAt, now)} ·{' '}
        {letter.reason === undefined ? 'Its consumer was cut off without a word' : capital(readable(letter.reason))}
      </span>
      <ReasonedAction
        needs="discardDeadLetter"
        label="Discard"
        about={name}
        title={`Discard this message of ${name}?`}
        text="What it tells is not done any more, unless a timer or the next poll finds it. This cannot be undone."
        action="Discard it"
        done={`The message of ${name} is discarded`}
        act={discard}
      />
    </span>
  );
}
