import { useDeferredValue, useMemo, useState } from 'react';
import type { Listener, Track } from '../../../shared/rpc/recommended-lists.ts';
import { listenersQuery, tracksQuery } from '../../state/queries.ts';
import { useSteadyQuery } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { plural } from '../../ui/format.ts';
import { ComboBox, type Option } from '../../ui/select.tsx';
import { Segmented } from '../../ui/toggles.tsx';
import type { ForWhom } from './list-pane.tsx';

/** A listener by name or id, or a track to find neighbours of. */
export function WhoFor({ asked }: { asked: ForWhom | null }) {
  const [kind, setKind] = useState<ForWhom['kind']>(asked?.kind ?? 'listener');
  return (
    <div className="who">
      <Segmented<ForWhom['kind']>
        label="For"
        value={kind}
        onChange={setKind}
        options={[
          { value: 'listener', label: 'Listener', icon: 'user' },
          { value: 'track', label: 'Seed track', icon: 'track' },
        ]}
      />
      {kind === 'listener' ? (
        <ListenerBox onChoose={id => navigate(href('recommend', 'listener', id))} />
      ) : (
        <TrackBox label="Seed track" onChoose={id => navigate(href('recommend', 'track', id))} />
      )}
    </div>
  );
}

/** `onChoose` gets the id as JSON, so that 7 and "7" stay apart. */
export function ListenerBox({ onChoose }: { onChoose: (id: string) => void }) {
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text.trim());
  const answer = useSteadyQuery(useMemo(() => listenersQuery(wanted), [wanted]));
  return (
    <ComboBox
      label="Listener"
      placeholder="Name or id"
      inputValue={text}
      onInputChange={setText}
      options={answer.kind === 'ready' ? answer.value.map(listenerOption) : []}
      empty={answer.kind === 'loading' ? 'Looking…' : 'No listener is called that.'}
      onChoose={id => id !== null && onChoose(id)}
    />
  );
}

export function TrackBox({ label, onChoose }: { label: string; onChoose: (id: string, track: Track) => void }) {
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text.trim());
  const answer = useSteadyQuery(useMemo(() => tracksQuery(wanted), [wanted]));
  const tracks = answer.kind === 'ready' ? answer.value : [];
  return (
    <ComboBox
      label={label}
      placeholder="Title or artist"
      inputValue={text}
      onInputChange={setText}
      options={tracks.map(trackOption)}
      empty={answer.kind === 'loading' ? 'Looking…' : 'No track is called that.'}
      onChoose={id => {
        const track = tracks.find(({ trackId }) => JSON.stringify(trackId) === id);
        if (id === null || track === undefined) return;
        onChoose(id, track);
        setText('');
      }}
    />
  );
}

const listenerOption = ({ userId, name, plays, country }: Listener): Option<string> => ({
  value: JSON.stringify(userId),
  label: name,
  detail: [`id ${userId}`, plural(plays, 'play'), country].filter(Boolean).join(' · '),
});

const trackOption = ({ trackId, title, artist, plays }: Track): Option<string> => ({
  value: JSON.stringify(trackId),
  label: title,
  detail: `${artist} · ${plural(plays, 'play')}`,
});
