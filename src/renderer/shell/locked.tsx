import { useState } from 'react';
import { setToken } from '../rpc/token.ts';
import { connection } from '../state/lake.ts';
import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Mark } from './mark.tsx';

/** What a window without a valid key shows: how to get one. Nothing of the lakehouse is on it. */
export function Locked() {
  const [address, setAddress] = useState('');
  const token =
    /token=([\w.~-]+)/.exec(address)?.[1] ?? (/^[\w.~-]{16,}$/.test(address.trim()) ? address.trim() : null);
  const unlock = () => {
    if (token === null) return;
    setToken(token);
    connection.set({ kind: 'connecting' });
  };
  return (
    <main className="locked">
      <form
        className="locked-box"
        onSubmit={event => {
          event.preventDefault();
          unlock();
        }}
      >
        <Mark size={32} />
        <h1>This window has no key</h1>
        <p className="muted">
          Tracklake answers only windows that were opened with the address it printed when it started. Open that address
          again, or paste it here.
        </p>
        <TextField
          label="Address or key"
          value={address}
          onChange={setAddress}
          placeholder="http://127.0.0.1:…/#token=…"
          mono
        />
        <Button variant="primary" type="submit" isDisabled={token === null}>
          Continue
        </Button>
      </form>
    </main>
  );
}
