import type { Track } from '../../../shared/rpc/recommended-lists.ts';
import { Button, IconButton } from '../../ui/button.tsx';

interface Props {
  tracks: readonly Track[];
  /** As the session was found. */
  start: readonly Track[];
  onChange: (tracks: readonly Track[]) => void;
}

/** The session in order, the latest last; each track can be taken out. */
export function SessionTracks({ tracks, start, onChange }: Props) {
  return (
    <section className="control-group">
      <header className="control-head">
        <h2>Heard so far</h2>
        <Button size="small" variant="quiet" isDisabled={tracks === start} onPress={() => onChange(start)}>
          Reset
        </Button>
      </header>
      {tracks.length === 0 && <p className="faint">Nothing yet.</p>}
      <ol className="session-tracks" tabIndex={0} aria-label="Heard so far">
        {tracks.map((track, at) => (
          <li key={`${at}-${JSON.stringify(track.trackId)}`}>
            <span className="truncate" title={`${track.title}, ${track.artist}`}>
              {track.title} <span className="faint">{track.artist}</span>
            </span>
            <IconButton
              icon="close"
              size="small"
              label={`Take out ${track.title}`}
              onPress={() => onChange(tracks.filter((_, other) => other !== at))}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}
