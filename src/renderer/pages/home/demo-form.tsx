import { useState } from 'react';
import { DEMO_SIZES, type DemoSize } from '../../../shared/rpc/lake.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { refreshStatus } from '../../state/lake.ts';
import { href, navigate } from '../../state/router.ts';
import { Button } from '../../ui/button.tsx';
import { NumberField } from '../../ui/field.tsx';
import { count, shortCount } from '../../ui/format.ts';
import { Checkbox, RadioCards } from '../../ui/toggles.tsx';

type SizeName = keyof typeof DEMO_SIZES | 'own';

const TITLES: Record<keyof typeof DEMO_SIZES, string> = { small: 'Small', medium: 'Medium', large: 'Large' };

const OPTIONS: { value: SizeName; label: string; detail: string }[] = [
  ...(Object.keys(TITLES) as (keyof typeof TITLES)[]).map(name => ({
    value: name,
    label: TITLES[name],
    detail: inWords(DEMO_SIZES[name]),
  })),
  { value: 'own', label: 'Your own size', detail: 'Choose listeners, songs and plays' },
];

/** How large, and off it goes; the run's page shows the progress. */
export function DemoForm() {
  const [name, setName] = useState<SizeName>('medium');
  const [own, setOwn] = useState<DemoSize>(DEMO_SIZES.medium);
  const size = name === 'own' ? own : DEMO_SIZES[name];
  const make = useAction(async () => {
    const { runId } = await rpc.lake.createDemo(size);
    refreshStatus();
    navigate(href('jobs', 'run', runId));
  }, 'The demo was not started');
  return (
    <>
      <RadioCards label="Size" options={OPTIONS} value={name} onChange={setName} />
      {name === 'own' && <OwnSize size={own} onChange={setOwn} />}
      <div className="first-actions">
        <Button variant="primary" icon="play" onPress={make.run} isPending={make.pending}>
          Make the demo
        </Button>
        <span className="faint">The data is synthetic, and so are all results from it.</span>
      </div>
    </>
  );
}

function inWords({ users, songs, events }: DemoSize): string {
  return `${count(users)} listeners, ${count(songs)} songs, ${shortCount(events)} plays`;
}

function OwnSize({ size, onChange }: { size: DemoSize; onChange: (size: DemoSize) => void }) {
  const set = (change: Partial<DemoSize>) => onChange({ ...size, ...change });
  return (
    <div className="first-own">
      <NumberField
        label="Listeners"
        value={size.users}
        minValue={10}
        maxValue={1_000_000}
        step={10}
        onChange={users => set({ users })}
      />
      <NumberField
        label="Songs"
        value={size.songs}
        minValue={50}
        maxValue={1_000_000}
        step={50}
        onChange={songs => set({ songs })}
      />
      <NumberField
        label="Plays"
        value={size.events}
        minValue={100}
        maxValue={100_000_000}
        step={100}
        onChange={events => set({ events })}
      />
      <NumberField
        label="Weeks after the year"
        value={size.weeks}
        minValue={0}
        maxValue={52}
        onChange={weeks => set({ weeks })}
      />
      <NumberField
        label="Seed"
        value={size.seed}
        onChange={seed => set({ seed })}
        formatOptions={{ useGrouping: false }}
      />
      <Checkbox isSelected={size.defects} onChange={defects => set({ defects })}>
        Plant defects
      </Checkbox>
    </div>
  );
}
