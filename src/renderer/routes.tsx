import { lazy, type ComponentType } from 'react';
import type { IconName } from './ui/icon.tsx';

/** What a person does on the pages that stand together in the sidebar. */
export const GROUPS = ['analyse', 'recommend', 'data', 'operate', 'foot'] as const;
export type Group = (typeof GROUPS)[number];

export interface Route {
  /** The first part of the path: `#/catalogue/…`. */
  readonly id: string;
  readonly title: string;
  readonly icon: IconName;
  readonly group: Group;
  /** The key that goes there. */
  readonly keys?: string;
  /** Parts of the page that have an address of their own, so that the palette reaches them: path behind the id, and title. */
  readonly parts?: Readonly<Record<string, string>>;
  /** Its code, loaded when the page is first opened. The rest of the path is the page's own business. */
  readonly Page: ComponentType;
}

/** Every page, in the order of the sidebar. The first is where the app opens. */
export const ROUTES: readonly Route[] = [
  {
    id: 'home',
    title: 'Overview',
    icon: 'home',
    group: 'analyse',
    keys: 'Alt+1',
    Page: lazy(() => import('./pages/home/page.tsx')),
  },
  {
    id: 'notebooks',
    title: 'Notebooks',
    icon: 'notebook',
    group: 'analyse',
    keys: 'Alt+2',
    Page: lazy(() => import('./pages/notebook/page.tsx')),
  },
  {
    id: 'catalogue',
    title: 'Catalogue',
    icon: 'catalogue',
    group: 'analyse',
    keys: 'Alt+3',
    Page: lazy(() => import('./pages/catalogue/page.tsx')),
  },
  {
    id: 'recommend',
    title: 'Recommendations',
    icon: 'spark',
    group: 'recommend',
    keys: 'Alt+4',
    parts: { models: 'Models', evaluation: 'Evaluation' },
    Page: lazy(() => import('./pages/recommend/page.tsx')),
  },
  {
    id: 'reports',
    title: 'Reports',
    icon: 'report',
    group: 'recommend',
    keys: 'Alt+5',
    Page: lazy(() => import('./pages/reports/page.tsx')),
  },
  {
    id: 'data',
    title: 'Data',
    icon: 'data',
    group: 'data',
    keys: 'Alt+6',
    parts: { loads: 'Loads', import: 'Import', quarantine: 'Quarantine', snapshots: 'Snapshots' },
    Page: lazy(() => import('./pages/data/page.tsx')),
  },
  {
    id: 'matches',
    title: 'Matches',
    icon: 'link',
    group: 'data',
    Page: lazy(() => import('./pages/matches/page.tsx')),
  },
  {
    id: 'docs',
    title: 'Data docs',
    icon: 'checklist',
    group: 'data',
    keys: 'Alt+7',
    parts: { checks: 'Checks', relations: 'Relations', sources: 'Sources', schemas: 'Schemas' },
    Page: lazy(() => import('./pages/docs/page.tsx')),
  },
  {
    id: 'jobs',
    title: 'Jobs',
    icon: 'jobs',
    group: 'operate',
    keys: 'Alt+8',
    Page: lazy(() => import('./pages/jobs/page.tsx')),
  },
  {
    id: 'pipelines',
    title: 'Pipelines',
    icon: 'lineage',
    group: 'operate',
    keys: 'Alt+9',
    Page: lazy(() => import('./pages/pipelines/page.tsx')),
  },
  {
    id: 'observability',
    title: 'Observability',
    icon: 'pulse',
    group: 'operate',
    Page: lazy(() => import('./pages/observability/page.tsx')),
  },
  {
    id: 'settings',
    title: 'Settings',
    icon: 'settings',
    group: 'foot',
    keys: 'Mod+,',
    parts: {
      lakehouse: 'Lakehouse',
      sources: 'Sources',
      appearance: 'Appearance',
      limits: 'Limits',
      keys: 'Keyboard',
      privacy: 'Privacy',
      about: 'About',
    },
    Page: lazy(() => import('./pages/settings/page.tsx')),
  },
];
