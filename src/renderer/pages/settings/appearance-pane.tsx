import type { Settings } from '../../../shared/rpc/settings.ts';
import { changeSettings } from '../../state/settings.ts';
import { useZoom, zoomBy } from '../../state/zoom.ts';
import { IconButton } from '../../ui/button.tsx';
import { NumberField } from '../../ui/field.tsx';
import { Segmented } from '../../ui/toggles.tsx';
import { Setting } from './setting.tsx';

export function AppearancePane({ settings }: { settings: Settings }) {
  const zoom = useZoom();
  return (
    <div className="settings">
      <Setting title="Theme">
        <Segmented
          label="Theme"
          value={settings.theme}
          onChange={theme => void changeSettings({ theme })}
          options={[
            { value: 'system', label: 'As the system', icon: 'monitor' },
            { value: 'light', label: 'Light', icon: 'sun' },
            { value: 'dark', label: 'Dark', icon: 'moon' },
          ]}
        />
      </Setting>
      <Setting title="Density">
        <Segmented
          label="Density"
          value={settings.density}
          onChange={density => void changeSettings({ density })}
          options={[
            { value: 'compact', label: 'Compact' },
            { value: 'comfortable', label: 'Comfortable' },
          ]}
        />
      </Setting>
      <Setting title="Motion" text="Reduced motion stops every animation.">
        <Segmented
          label="Motion"
          value={settings.reducedMotion}
          onChange={reducedMotion => void changeSettings({ reducedMotion })}
          options={[
            { value: 'system', label: 'As the system' },
            { value: 'off', label: 'Full' },
            { value: 'on', label: 'Reduced' },
          ]}
        />
      </Setting>
      <Setting title="Zoom">
        <div className="settings-row">
          <IconButton icon="minus" label="Zoom out" shortcut="Mod+-" onPress={() => zoomBy(-1)} />
          <span className="number settings-zoom">{Math.round(zoom * 100)}%</span>
          <IconButton icon="plus" label="Zoom in" shortcut="Mod++" onPress={() => zoomBy(1)} />
        </div>
      </Setting>
      <Setting title="Editor text">
        <NumberField
          label="Editor text size"
          labelHidden
          unit="px"
          value={settings.editorFontSize}
          minValue={8}
          maxValue={40}
          onChange={editorFontSize => void changeSettings({ editorFontSize })}
        />
      </Setting>
    </div>
  );
}
