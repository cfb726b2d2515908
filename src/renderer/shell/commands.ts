import { rpc } from '../rpc/client.ts';
import { problemOf } from '../rpc/problem.ts';
import type { Command } from '../state/commands.ts';
import { invalidate } from '../state/query.ts';
import { href, navigate } from '../state/router.ts';
import { changeSettings } from '../state/settings.ts';
import { createStore } from '../state/store.ts';
import { zoomBy } from '../state/zoom.ts';
import { toast } from '../ui/toast.tsx';
import { pageCommands } from './page-commands.ts';
import { toggleSidebar } from './sidebar-state.ts';

/** Which of the shell's own windows is open. */
export const openWindow = createStore<'palette' | 'shortcuts' | null>(null);

/** What can be done from everywhere. */
export function shellCommands(): Command[] {
  return [
    {
      id: 'shell.palette',
      title: 'Search or run a command',
      group: 'General',
      keys: 'Mod+K',
      whileTyping: true,
      hidden: true,
      icon: 'search',
      run: () => openWindow.set('palette'),
    },
    ...pageCommands(),
    {
      id: 'shell.shortcuts',
      title: 'Keyboard shortcuts',
      group: 'General',
      keys: '?',
      icon: 'keyboard',
      run: () => openWindow.set('shortcuts'),
    },
    { id: 'notebook.new', title: 'New notebook', group: 'Actions', icon: 'plus', run: () => void newNotebook() },
    {
      id: 'data.import',
      title: 'Import files…',
      group: 'Actions',
      keys: 'Mod+I',
      icon: 'upload',
      run: () => navigate(href('data', 'import')),
    },
    {
      id: 'lake.build',
      title: 'Build silver and gold',
      group: 'Actions',
      icon: 'refresh',
      run: () => void startJob('build'),
    },
    { id: 'lake.check', title: 'Run all checks', group: 'Actions', icon: 'check', run: () => void startJob('check') },
    {
      id: 'reports.make',
      title: 'Make a report…',
      group: 'Actions',
      icon: 'report',
      run: () => navigate(href('reports', 'new')),
    },
    {
      id: 'lake.open',
      title: 'Open another lakehouse…',
      group: 'Actions',
      icon: 'open',
      run: () => navigate(href('settings', 'lakehouse')),
    },
    {
      id: 'lake.failing',
      title: 'Relations with failed checks',
      group: 'Actions',
      icon: 'warning',
      run: () => navigate(href('catalogue', { checks: 'failed' })),
    },
    {
      id: 'lake.stale',
      title: 'Stale relations',
      group: 'Actions',
      icon: 'clock',
      run: () => navigate(href('catalogue', { stale: '1' })),
    },
    {
      id: 'theme.light',
      title: 'Light theme',
      group: 'View',
      icon: 'sun',
      run: () => void changeSettings({ theme: 'light' }),
    },
    {
      id: 'theme.dark',
      title: 'Dark theme',
      group: 'View',
      icon: 'moon',
      run: () => void changeSettings({ theme: 'dark' }),
    },
    {
      id: 'theme.system',
      title: 'Theme as the system',
      group: 'View',
      icon: 'monitor',
      run: () => void changeSettings({ theme: 'system' }),
    },
    {
      id: 'density.compact',
      title: 'Compact density',
      group: 'View',
      icon: 'collapse',
      run: () => void changeSettings({ density: 'compact' }),
    },
    {
      id: 'density.comfortable',
      title: 'Comfortable density',
      group: 'View',
      icon: 'expand',
      run: () => void changeSettings({ density: 'comfortable' }),
    },
    {
      id: 'shell.sidebar',
      title: 'Narrow or widen the sidebar',
      group: 'View',
      keys: 'Mod+B',
      icon: 'sidebar',
      run: toggleSidebar,
    },
    {
      id: 'zoom.in',
      title: 'Zoom in',
      group: 'View',
      keys: 'Mod++',
      whileTyping: true,
      icon: 'plus',
      run: () => zoomBy(1),
    },
    {
      id: 'zoom.out',
      title: 'Zoom out',
      group: 'View',
      keys: 'Mod+-',
      whileTyping: true,
      icon: 'minus',
      run: () => zoomBy(-1),
    },
    { id: 'zoom.reset', title: 'Actual size', group: 'View', keys: 'Mod+0', whileTyping: true, run: () => zoomBy(0) },
  ];
}

async function newNotebook(): Promise<void> {
  try {
    const { ref } = await rpc.notebooks.create({});
    invalidate('notebooks');
    navigate(href('notebooks', ref));
  } catch (error) {
    toast({ tone: 'error', title: 'No notebook was made', detail: problemOf(error).message });
  }
}

async function startJob(kind: 'build' | 'check'): Promise<void> {
  try {
    const job = await rpc.jobs.start({ kind });
    navigate(href('jobs', String(job.jobId)));
  } catch (error) {
    toast({ tone: 'error', title: `The ${kind} did not start`, detail: problemOf(error).message });
  }
}
