import { useState } from 'react';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { invalidate } from '../../state/query.ts';
import { TextField } from '../../ui/field.tsx';

interface KeptTextProps {
  source: string;
  field: 'account' | 'clientId' | 'baseUrl';
  label: string;
  value: string | null;
  placeholder?: string;
  mono?: boolean;
}

/** A text of a source that is kept when the field is left, or with Enter. */
export function KeptText({ source, field, label, value, placeholder, mono }: KeptTextProps) {
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
