import { useState } from 'react';
import type { CollectorInfo, KeyState } from '../../../shared/rpc/collectors.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { invalidate } from '../../state/query.ts';
import { Badge, type Tone } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';

/** Where a key is, and a field for another. What was entered is never shown again. */
export function SourceKey({ source }: { source: CollectorInfo }) {
  const { source: name, title, keyKind, key } = source;
  const [text, setText] = useState('');
  const keep = useAction(async () => {
    await rpc.collectors.setKey({ source: name, key: text });
    setText('');
    invalidate('settings');
  }, 'The key was not kept');
  const label = keyKind === 'key' ? 'API key' : 'User token';
  return (
    <>
      <form
        className="source-key"
        onSubmit={event => {
          event.preventDefault();
          keep.run();
        }}
      >
        <TextField label={label} type="password" value={text} onChange={setText} autoComplete="off" mono />
        <Button
          type="submit"
          isDisabled={text.trim() === ''}
          isPending={keep.pending}
          aria-label={`Keep the key of ${title}`}
        >
          Keep
        </Button>
      </form>
      <KeyPlace source={source} state={key} />
    </>
  );
}

/** Where it is, and how to take it away. */
export function KeyPlace({ source: { source, title, keyKind }, state }: { source: CollectorInfo; state: KeyState }) {
  const remove = useAction(async () => {
    await rpc.collectors.removeKey({ source });
    invalidate('settings');
  }, 'The key was not removed');
  const { tone, text } = wordsFor(state, keyKind);
  return (
    <div className="settings-row">
      <Badge tone={tone}>{text}</Badge>
      {(state.kind === 'stored' || state.kind === 'locked') && (
        <Button
          size="small"
          variant="quiet"
          onPress={remove.run}
          isPending={remove.pending}
          aria-label={keyKind === 'sign-in' ? `Sign out of ${title}` : `Remove the key of ${title}`}
        >
          {keyKind === 'sign-in' ? 'Sign out' : 'Remove'}
        </Button>
      )}
    </div>
  );
}

function wordsFor(state: KeyState, kind: CollectorInfo['keyKind']): { tone: Tone; text: string } {
  switch (state.kind) {
    case 'missing':
      if (kind === 'sign-in') return { tone: 'neutral', text: 'Not signed in' };
      return kind === 'token' ? { tone: 'neutral', text: 'No token' } : { tone: 'warn', text: 'No key' };
    case 'environment':
      return { tone: 'ok', text: `From ${state.variable}` };
    case 'stored':
      return { tone: 'ok', text: state.sealed ? 'Kept, sealed by the system' : 'Kept in a file of yours' };
    case 'locked':
      return {
        tone: 'warn',
        text: `Sealed by the desktop app; ${kind === 'sign-in' ? 'sign in' : 'enter it'} again to use it here`,
      };
  }
}
