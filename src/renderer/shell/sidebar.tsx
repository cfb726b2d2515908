import { Button as AriaButton } from 'react-aria-components/Button';
import { GROUPS, ROUTES, type Group, type Route } from '../routes.tsx';
import { runCommand } from '../state/commands.ts';
import { useLakeStatus, useLiveJobs } from '../state/lake.ts';
import { href } from '../state/router.ts';
import { changeSettings } from '../state/settings.ts';
import { useThemeSetting, type ThemeSetting } from '../state/theme.ts';
import { count } from '../ui/format.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { IconButton } from '../ui/button.tsx';
import { Kbd } from '../ui/kbd.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { LakeMenu } from './lake-menu.tsx';
import { toggleSidebar, useNarrowSidebar } from './sidebar-state.ts';

/** Where everything is. In a narrow window it is a strip of icons. */
export function Sidebar({ current }: { current: string }) {
  const narrow = useNarrowSidebar();
  return (
    <nav className="side" aria-label="Pages" data-narrow={narrow || undefined}>
      <LakeMenu narrow={narrow} />
      <Tooltip text="Search or run a command" shortcut="Mod+K">
        <AriaButton
          className="side-search"
          aria-label={narrow ? 'Search' : undefined}
          onPress={() => runCommand('shell.palette')}
        >
          <Icon name="search" size={14} />
          {!narrow && (
            <>
              Search <Kbd keys="Mod+K" />
            </>
          )}
        </AriaButton>
      </Tooltip>
      {GROUPS.map(group => (
        <PageGroup key={group} group={group} current={current} narrow={narrow} />
      ))}
      <div className="side-foot">
        <IconButton
          icon="sidebar"
          label={narrow ? 'Widen the sidebar' : 'Narrow the sidebar'}
          shortcut="Mod+B"
          onPress={toggleSidebar}
        />
        <ThemeButton />
        <IconButton
          icon="keyboard"
          label="Keyboard shortcuts"
          shortcut="?"
          onPress={() => runCommand('shell.shortcuts')}
        />
      </div>
    </nav>
  );
}

const GROUP_TITLES: Partial<Record<Group, string>> = { recommend: 'Recommend', data: 'Data in', operate: 'Operate' };

/** Pages that stand together, under their heading; in the strip of icons a line is enough. */
function PageGroup({ group, current, narrow }: { group: Group; current: string; narrow: boolean }) {
  const title = GROUP_TITLES[group];
  return (
    <div className="side-nav" data-group={group}>
      {title !== undefined && <div className="side-group">{narrow ? null : title}</div>}
      {ROUTES.filter(route => route.group === group).map(route => (
        <PageLink key={route.id} route={route} current={route.id === current} narrow={narrow} />
      ))}
    </div>
  );
}

function PageLink({ route, current, narrow }: { route: Route; current: boolean; narrow: boolean }) {
  const badge = useBadge(route.id);
  return (
    <a
      className="side-link"
      href={href(route.id)}
      aria-current={current ? 'page' : undefined}
      aria-label={narrow ? route.title : undefined}
      title={narrow ? route.title : undefined}
    >
      <Icon name={route.icon} />
      {!narrow && route.title}
      {!narrow && badge !== null && (
        <span className="side-count" data-tone={badge.tone} title={badge.meaning}>
          {badge.text}
        </span>
      )}
    </a>
  );
}

function useBadge(page: string): { text: string; meaning: string; tone?: 'accent' } | null {
  const status = useLakeStatus();
  const jobs = useLiveJobs();
  if (page === 'jobs' && jobs.size > 0)
    return { text: String(jobs.size), meaning: 'queued or running', tone: 'accent' };
  if (page === 'data' && status !== null && status.quarantined > 0)
    return { text: count(status.quarantined), meaning: 'rows in quarantine' };
  return null;
}

const NEXT: Record<ThemeSetting, { setting: ThemeSetting; icon: IconName; label: string }> = {
  system: { setting: 'light', icon: 'monitor', label: 'Theme: as the system' },
  light: { setting: 'dark', icon: 'sun', label: 'Theme: light' },
  dark: { setting: 'system', icon: 'moon', label: 'Theme: dark' },
};

function ThemeButton() {
  const { setting, icon, label } = NEXT[useThemeSetting()];
  return <IconButton icon={icon} label={label} onPress={() => void changeSettings({ theme: setting })} />;
}
