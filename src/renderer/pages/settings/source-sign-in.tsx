import { useEffect } from 'react';
import type { CollectorInfo } from '../../../shared/rpc/collectors.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { signInQuery } from '../../state/queries.ts';
import { invalidate, useQuery } from '../../state/query.ts';
import { valueOf } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { KeyPlace } from './source-key.tsx';

const LOOK_AGAIN_MS = 1000;

/** Signing in happens at the service, in the person's own browser; this waits for them to come back. */
export function SourceSignIn({ source }: { source: CollectorInfo }) {
  const state = valueOf(useQuery(signInQuery)) ?? { kind: 'none' };
  const waiting = state.kind === 'waiting';
  useEffect(() => {
    if (!waiting) return;
    const timer = setInterval(() => invalidate('settings'), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [waiting]);
  const signIn = useAction(async () => {
    const { address } = await rpc.collectors.signIn();
    invalidate('settings');
    await rpc.host.openExternal({ url: address }).catch(() => window.open(address, '_blank', 'noopener,noreferrer'));
  }, 'The sign-in did not begin');
  return (
    <>
      <div className="settings-row">
        <KeyPlace source={source} state={source.key} />
        {source.account !== null && source.key.kind !== 'missing' && <span className="muted">{source.account}</span>}
        <Button size="small" onPress={signIn.run} isPending={signIn.pending} isDisabled={source.clientId === null}>
          Sign in…
        </Button>
      </div>
      {waiting && (
        <p className="muted" role="status">
          Waiting for you to sign in.{' '}
          <a href={state.address} target="_blank" rel="noopener noreferrer">
            Open the page
          </a>
        </p>
      )}
      {state.kind === 'failed' && <p role="alert">{state.message}</p>}
    </>
  );
}
