import { useDeferredValue, useMemo, useState } from 'react';
import type { Listener, Track } from '../../../shared/rpc/recommend.ts';
import { listenersQuery, tracksQuery } from '../../state/queries.ts';
import { useSteadyQuery } from '../../state/query.ts';
import { href, navigate } from '../../state/router.ts';
import { plural } from '../../ui/format.ts';
import { ComboBox, type Option } from '../../ui/select.tsx';
import { Segmented } from '../../ui/toggles.tsx';
import type { Asked } from './wishes.ts';

/** A listener by name or id, or a track to find neighbours of. */
export function WhoFor({ asked }: { asked: Asked | null }) {
  const [kind, setKind] = useState<Asked['kind']>(asked?.kind ?? 'listener');
  return (
    <div className="who">
      <Segmented<Asked['kind']>
        label="For"
        value={kind}
        onChange={setKind}
        options={[
          { value: 'listener', label: 'Listener', icon: 'user' },
          { value: 'track', label: 'Seed track', icon: 'track' },
        ]}
      />
      {kind === 'listener' ? <ListenerBox /> : <TrackBox />}
    </div>
  );
}

function ListenerBox() {
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
      onChoose={id => id !== null && navigate(href('recommend', 'listener', id))}
    />
  );
}

function TrackBox() {
  const [text, setText] = useState('');
  const wanted = useDeferredValue(text.trim());
  const answer = useSteadyQuery(useMemo(() => tracksQuery(wanted), [wanted]));
  return (
    <ComboBox
      label="Seed track"
      placeholder="Title or artist"
      inputValue={text}
      onInputChange={setText}
      options={answer.kind === 'ready' ? answer.value.map(trackOption) : []}
      empty={answer.kind === 'loading' ? 'Looking…' : 'No track is called that.'}
      onChoose={id => id !== null && navigate(href('recommend', 'track', id))}
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
