import { useState } from 'react';
import type { Settings } from '../../../shared/rpc/settings.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { href } from '../../state/router.ts';
import { changeSettings } from '../../state/settings.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmDialog } from '../../ui/dialog.tsx';
import { NumberField } from '../../ui/field.tsx';
import { toast } from '../../ui/toast.tsx';
import { Setting } from './setting.tsx';

export function PrivacyPane({ settings }: { settings: Settings }) {
  const [asking, setAsking] = useState(false);
  const clear = useAction(async () => {
    await rpc.history.clear();
    setAsking(false);
    toast({ tone: 'ok', title: 'The history is empty' });
  }, 'The history was not cleared');
  return (
    <div className="settings">
      <Setting
        title="Network"
        text="Tracklake works offline, and reports nothing to anyone. It goes out for one thing: to ask a source for your listening, when you say so."
      >
        <a href={href('settings', 'sources')}>Sources</a>
      </Setting>
      <Setting title="Keep the history of cells" text="Statements and when they ran. 0 keeps nothing after the day.">
        <NumberField
          label="Keep the history of cells"
          labelHidden
          unit="days"
          value={settings.keepHistoryDays}
          minValue={0}
          maxValue={3650}
          onChange={keepHistoryDays => void changeSettings({ keepHistoryDays })}
        />
      </Setting>
      <Setting title="Clear the history" text="The statements of all notebooks and their kept results. Notebooks stay.">
        <Button onPress={() => setAsking(true)}>Clear…</Button>
      </Setting>
      <ConfirmDialog
        title="Clear the history?"
        isOpen={asking}
        action="Clear history"
        danger
        isPending={clear.pending}
        onConfirm={() => clear.run()}
        onClose={() => setAsking(false)}
      >
        Every statement that ran is forgotten, in all notebooks. This can’t be taken back.
      </ConfirmDialog>
    </div>
  );
}
