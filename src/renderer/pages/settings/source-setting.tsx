import type { CollectorInfo } from '../../../shared/rpc/collectors.ts';
import { count, moment, plural, sentence } from '../../ui/format.ts';
import { KeptText } from './kept-text.tsx';
import { Setting } from './setting.tsx';
import { SourceActions } from './source-actions.tsx';
import { SourceKey } from './source-key.tsx';
import { SourceSignIn } from './source-sign-in.tsx';

/** One service: whose listening, its key, a test, and a collection. `others` may be asked in its place. */
export function SourceSetting({ source, others }: { source: CollectorInfo; others: readonly CollectorInfo[] }) {
  const { source: name, title, accountOf, keyKind } = source;
  return (
    <Setting title={title} text={aboutOf(source)}>
      {accountOf === 'named' && <KeptText source={name} field="account" label="User name" value={source.account} />}
      {keyKind === 'sign-in' && (
        <>
          <KeptText source={name} field="clientId" label="Client id of your app" value={source.clientId} mono />
          <SourceSignIn source={source} />
        </>
      )}
      {(keyKind === 'key' || keyKind === 'token') && <SourceKey source={source} />}
      <details className="source-address">
        <summary>Address</summary>
        <KeptText
          source={name}
          field="baseUrl"
          label={`Address of ${title}`}
          value={source.baseUrl}
          placeholder={source.ownUrl}
          mono
        />
      </details>
      <SourceActions source={source} others={others} />
      <Collected source={source} />
    </Setting>
  );
}

const aboutOf = ({ keyHelp, requestsPerSecond }: CollectorInfo): string =>
  `${keyHelp}. At most ${plural(requestsPerSecond, 'request')} a second.`;

/** What came so far into the lakehouse that is open. */
function Collected({ source: { collected } }: { source: CollectorInfo }) {
  if (collected.length === 0) return null;
  return (
    <ul className="source-collected" aria-label="Collected so far">
      {collected.map(({ stream, title, account, newRecords, movedAt, underWay }) => (
        <li key={`${stream} ${account}`}>
          {sentence(title)}
          {account !== '' && ` of ${account}`}: {count(newRecords)} new, {moment(movedAt)}
          {underWay && <span className="muted">; interrupted, goes on next time</span>}
        </li>
      ))}
    </ul>
  );
}
