import { useState } from 'react';
import type { CollectorInfo, SourceCheck } from '../../../shared/rpc/collectors.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { invalidate } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { count, moment, plural, sentence } from '../../ui/format.ts';
import { toast } from '../../ui/toast.tsx';
import { Setting } from './setting.tsx';
import { SourceCheckResult } from './source-check.tsx';
import { SourceKey } from './source-key.tsx';
import { SourceSignIn } from './source-sign-in.tsx';

/** One service: whose listening, its key, a test, and a collection. */
export function SourceSetting({ source }: { source: CollectorInfo }) {
  const { source: name, title, accountOf, keyKind } = source;
  const [check, setCheck] = useState<SourceCheck | null>(null);
  const test = useAction(async () => {
    setCheck(null);
    setCheck(await rpc.collectors.test({ source: name }));
  }, `${title} was not tested`);
  const collect = useAction(async () => {
    const { jobId } = await rpc.collectors.collect({ source: name });
    toast({
      title: `Collecting from ${title}`,
      action: { label: 'Watch', onPress: () => navigate(href('jobs', String(jobId))) },
    });
  }, `Nothing was collected from ${title}`);
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
      <div className="settings-row">
        <Button onPress={test.run} isPending={test.pending} aria-label={`Test ${title}`}>
          Test connection and format
        </Button>
        <Button onPress={collect.run} isPending={collect.pending} aria-label={`Collect from ${title}`}>
          Collect now
        </Button>
      </div>
      {check !== null && <SourceCheckResult check={check} />}
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
          {underWay && <span className="muted"> – interrupted; collecting again goes on</span>}
        </li>
      ))}
    </ul>
  );
}

interface KeptTextProps {
  source: string;
  field: 'account' | 'clientId' | 'baseUrl';
  label: string;
  value: string | null;
  placeholder?: string;
  mono?: boolean;
}

/** A text that is kept when the field is left, or with Enter. */
function KeptText({ source, field, label, value, placeholder, mono }: KeptTextProps) {
  const [text, setText] = useState(value ?? '');
  const keep = useAction(async () => {
    if (text.trim() === (value ?? '')) return;
    await rpc.collectors.configure({ source, [field]: text });
    invalidate('settings');
  }, `${label} was not kept`);
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        keep.run();
      }}
    >
      <TextField
        label={label}
        value={text}
        onChange={setText}
        onBlur={() => keep.run()}
        autoComplete="off"
        {...(placeholder !== undefined && { placeholder })}
        {...(mono === true && { mono })}
      />
    </form>
  );
}
