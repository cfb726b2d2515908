import { sourcesToCollectQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { Answered } from '../../ui/answer.tsx';
import { SourceSetting } from './source-setting.tsx';

/** Services that can be asked for listening data: accounts, keys, a test, and what came so far. */
export function SourcesPane() {
  const answer = useQuery(sourcesToCollectQuery);
  return (
    <Answered answer={answer}>
      {({ seals, sources }) => (
        <div className="settings">
          <p className="settings-note muted">
            Nothing is asked for until you say so.{' '}
            {seals
              ? 'Keys are kept sealed by your system’s own store.'
              : 'Keys are kept in a file that only you can read, and are not encrypted: there is no key store of the system’s here.'}
          </p>
          {sources.map(source => (
            <SourceSetting
              key={source.source}
              source={source}
              others={sources.filter(other => other !== source && other.accountOf !== 'none')}
            />
          ))}
        </div>
      )}
    </Answered>
  );
}
