import type { AccessView } from '../../shared/contract/access-views.ts';
import type { OperationAnswer } from '../../shared/contract/admin.ts';
import { shortId } from '../../shared/contract/admin-access.ts';
import { call } from '../api.ts';
import { ago, moment } from '../format.ts';
import { Empty, Failure, Pill, Title } from '../parts/marks.tsx';
import { NewToken } from '../parts/new-token.tsx';
import { ReasonedAction } from '../parts/reasoned-action.tsx';
import { useCall } from '../use-poller.ts';

const EVERY_MS = 10_000;
const KINDS = [
  { kind: 'token', title: 'Tokens of machines', none: 'No token' },
  { kind: 'session', title: 'Sessions of people', none: 'No session' },
] as const;

/** What lets people and machines in, and how it is taken back. */
export function AccessPage() {
  const { data, error, reload } = useCall('listAccess', {}, EVERY_MS);
  return (
    <>
      <Title>Access</Title>
      <p class="lead">Who and what may use this site and its API, and until when. What is revoked ends at once.</p>
      <Failure text={error.value} />
      {data.value !== undefined && (
        <>
          <NewToken reload={reload} />
          <div class="lists">
            {KINDS.map((one) => (
              <List key={one.kind} {...one} list={data.value} reload={reload} />
            ))}
          </div>
        </>
      )}
    </>
  );
}

interface ListProps {
  kind: AccessView['kind'];
  title: string;
  none: string;
  list: OperationAnswer<'listAccess'> | undefined;
  reload: () => Promise<void>;
}

function List({ kind, title, none, list, reload }: ListProps) {
  const rows = list?.access.filter((access) => access.kind === kind) ?? [];
  return (
    <section aria-labelledby={kind}>
      <h2 id={kind}>{title}</h2>
      {rows.length === 0 && <Empty title={none} />}
      {rows.length > 0 && (
        <ul class="card rows">
          {rows.map((access) => (
            <Row key={access.accessId} access={access} now={list?.now ?? access.createdAt} reload={reload} />
          ))}
        </ul>
      )}
    </section>
  );
}

interface RowProps {
  access: AccessView;
  now: string;
  reload: () => Promise<void>;
}

function Row({ access: { accessId, name, role, createdAt, expiresAt, isYours }, now, reload }: RowProps) {
  const about = `${name} (${shortId(accessId)})`;
  const revoke = async (reason: string) => {
    await call('revokeAccess', { params: { accessId }, body: { reason } });
    await reload();
  };
  return (
    <li class="row desk-row">
      <Pill tone="quiet">{role}</Pill>
      <div class="desk-text">
        <span class="row-main">{about}</span>
        <span class="row-note">
          made {ago(createdAt, now)}, until {moment(expiresAt)}
          {isYours && ' · yours'}
        </span>
      </div>
      <div class="row-actions">
        <ReasonedAction
          needs="revokeAccess"
          label="Revoke"
          about={about}
          title={`Revoke ${about}?`}
          text={isYours ? 'It is yours: you sign in anew.' : 'The next request with it is refused.'}
          action="Revoke it"
          done={`${about} is revoked`}
          act={revoke}
        />
      </div>
    </li>
  );
}
