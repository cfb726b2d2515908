import { useState } from 'react';
import { rpc } from '../rpc/client.ts';
import { problemOf, type Problem } from '../rpc/problem.ts';
import { useAction } from '../state/action.ts';
import { refreshStatus, useLakeStatus } from '../state/lake.ts';
import { hostInfoQuery, recentLakesQuery } from '../state/queries.ts';
import { useQuery } from '../state/query.ts';
import { href, navigate } from '../state/router.ts';
import { valueOf } from './answer.tsx';
import { Badge } from './badge.tsx';
import { Button } from './button.tsx';
import { TextField } from './field.tsx';
import { moment } from './format.ts';
import './open-lakehouse.css';

type State = { kind: 'idle' } | { kind: 'opening' } | { kind: 'refused'; path: string; problem: Problem };

/** Opens another lakehouse by its path, or one that was open before; says beside it why one can't be opened. */
export function OpenLakehouse() {
  const [path, setPath] = useState('');
  const [state, setState] = useState<State>({ kind: 'idle' });
  const host = valueOf(useQuery(hostInfoQuery));
  const open = async (wanted: string, create = false) => {
    setState({ kind: 'opening' });
    try {
      await rpc.lake.open({ path: wanted, create });
      setState({ kind: 'idle' });
      refreshStatus();
      navigate(href('home'));
    } catch (error) {
      setState({ kind: 'refused', path: wanted, problem: problemOf(error) });
    }
  };
  const choose = useAction(async () => {
    const { paths } = await rpc.host.openDialog({ title: 'Open a lakehouse' });
    if (paths?.[0] !== undefined) await open(paths[0]);
  }, 'The dialog did not open');
  return (
    <div className="open-lake">
      <form
        className="open-lake-form"
        onSubmit={event => {
          event.preventDefault();
          void open(path.trim());
        }}
      >
        <TextField
          label="Path of the lakehouse"
          labelHidden
          value={path}
          onChange={setPath}
          mono
          placeholder="/home/me/listening.lake"
        />
        {host?.dialogs === true && <Button onPress={choose.run}>Choose…</Button>}
        <Button type="submit" isDisabled={path.trim() === ''} isPending={state.kind === 'opening'}>
          Open
        </Button>
      </form>
      {state.kind === 'refused' && <Refused {...state} onCreate={() => void open(state.path, true)} />}
      <OpenedBefore onOpen={before => void open(before)} />
    </div>
  );
}

/** A path where nothing is may be meant to become a lakehouse. */
function Refused({ problem, onCreate }: { problem: Problem; onCreate: () => void }) {
  const { code, message, details } = problem;
  return (
    <div className="open-lake-refused" role="alert">
      <p>
        {message}
        {details.hint !== undefined && <span className="muted">; {details.hint}</span>}
      </p>
      {code === 'not_found' && (
        <Button size="small" onPress={onCreate}>
          Create it
        </Button>
      )}
    </div>
  );
}

function OpenedBefore({ onOpen }: { onOpen: (path: string) => void }) {
  const current = useLakeStatus()?.path;
  const recent = (valueOf(useQuery(recentLakesQuery)) ?? []).filter(({ path }) => path !== current).slice(0, 5);
  if (recent.length === 0) return null;
  return (
    <ul className="open-lake-recent" aria-label="Opened before">
      {recent.map(({ path, openedAt, exists }) => (
        <li key={path}>
          <code className="truncate" title={path}>
            {path}
          </code>
          <span className="faint">{moment(openedAt)}</span>
          {exists ? (
            <Button size="small" aria-label={`Open ${path}`} onPress={() => onOpen(path)}>
              Open
            </Button>
          ) : (
            <Badge>gone</Badge>
          )}
        </li>
      ))}
    </ul>
  );
}
