import type { Settings } from '../../../shared/rpc/settings.ts';
import { changeSettings } from '../../state/settings.ts';
import { NumberField } from '../../ui/field.tsx';
import { Setting } from './setting.tsx';

/** Ceilings of a cell. It stops at the first that it reaches, and says which. */
export function LimitsPane({ settings }: { settings: Settings }) {
  const { limits } = settings;
  const set = (change: Partial<Settings['limits']>) => void changeSettings({ limits: { ...limits, ...change } });
  return (
    <div className="settings">
      <Setting title="Time of a cell" text="A cell that runs longer is stopped.">
        <NumberField
          label="Time of a cell"
          labelHidden
          unit="s"
          value={limits.seconds}
          minValue={1}
          maxValue={86_400}
          onChange={seconds => set({ seconds })}
        />
      </Setting>
      <Setting title="Rows of a result" text="The rows up to here are kept and can be read.">
        <NumberField
          label="Rows of a result"
          labelHidden
          unit="rows"
          value={limits.rows}
          minValue={1}
          maxValue={2_000_000_000}
          step={1_000_000}
          onChange={rows => set({ rows })}
        />
      </Setting>
      <Setting title="Memory of a cell" text="Of its own process; the rest of the app is not touched.">
        <NumberField
          label="Memory of a cell"
          labelHidden
          unit="MB"
          value={limits.memoryMegabytes}
          minValue={256}
          maxValue={65_536}
          step={128}
          onChange={memoryMegabytes => set({ memoryMegabytes })}
        />
      </Setting>
      <Setting title="Temporary files of a cell">
        <NumberField
          label="Temporary files of a cell"
          labelHidden
          unit="MB"
          value={limits.tempMegabytes}
          minValue={16}
          maxValue={1_000_000}
          step={256}
          onChange={tempMegabytes => set({ tempMegabytes })}
        />
      </Setting>
      <Setting title="Kept results" text="The oldest results go first when there is no more room.">
        <NumberField
          label="Kept results"
          labelHidden
          unit="MB"
          value={settings.cacheMegabytes}
          minValue={64}
          maxValue={1_000_000}
          step={1024}
          onChange={cacheMegabytes => void changeSettings({ cacheMegabytes })}
        />
      </Setting>
      <Setting
        title="Run stale cells by themselves"
        text="When their last run took less than this. 0 marks them and waits."
      >
        <NumberField
          label="Run stale cells by themselves"
          labelHidden
          unit="ms"
          value={settings.autoRunMilliseconds}
          minValue={0}
          maxValue={60_000}
          step={100}
          onChange={autoRunMilliseconds => void changeSettings({ autoRunMilliseconds })}
        />
      </Setting>
    </div>
  );
}
