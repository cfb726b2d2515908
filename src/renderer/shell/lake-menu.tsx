import { Button as AriaButton } from 'react-aria-components/Button';
import { useLakeStatus } from '../state/lake.ts';
import { navigate, href } from '../state/router.ts';
import { Icon } from '../ui/icon.tsx';
import { Menu, MenuItem, MenuLine } from '../ui/menu.tsx';
import { Mark } from './mark.tsx';

/** The lakehouse's name, and what can be done with it as a whole. */
export function LakeMenu({ narrow }: { narrow: boolean }) {
  const status = useLakeStatus();
  const name = status === null ? 'Tracklake' : lakeName(status.path);
  const trigger = (
    <AriaButton className="side-lake" aria-label={`Lakehouse ${name}`}>
      <Mark />
      {!narrow && <span className="truncate">{name}</span>}
      {!narrow && <Icon name="chevronDown" size={12} />}
    </AriaButton>
  );
  return (
    <Menu trigger={trigger} label="Lakehouse">
      <MenuItem icon="open" label="Open another lakehouse…" onAction={() => navigate(href('settings', 'lakehouse'))} />
      <MenuItem icon="upload" label="Import files…" onAction={() => navigate(href('data', 'import'))} />
      <MenuLine />
      <MenuItem icon="history" label="Snapshots" onAction={() => navigate(href('data', 'snapshots'))} />
      <MenuItem icon="settings" label="Settings" onAction={() => navigate(href('settings'))} />
    </Menu>
  );
}

/** `/home/ana/demo.lake` → demo */
export function lakeName(path: string): string {
  const file = path.split(/[\\/]/).pop() ?? path;
  return file.replace(/\.(lake|db|sqlite3?|tracklake)$/i, '');
}
