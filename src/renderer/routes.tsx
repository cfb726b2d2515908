import { lazy, type ComponentType } from 'react';
import type { IconName } from './ui/icon.tsx';

export interface Route {
  /** The first part of the path: `#/catalogue/…`. */
  readonly id: string;
  readonly title: string;
  readonly icon: IconName;
  /** Key after G: "g c" goes to the catalogue. */
  readonly letter: string;
  /** Its code, loaded when the page is first opened. The rest of the path is the page's own business. */
  readonly Page: ComponentType;
}

/** Every page, in the order of the sidebar. The first is where the app opens. */
export const ROUTES: readonly Route[] = [
  { id: 'home', title: 'Overview', icon: 'home', letter: 'o', Page: lazy(() => import('./pages/home/page.tsx')) },
  {
    id: 'notebooks',
    title: 'Notebooks',
    icon: 'notebook',
    letter: 'n',
    Page: lazy(() => import('./pages/notebook/page.tsx')),
  },
  {
    id: 'catalogue',
    title: 'Catalogue',
    icon: 'catalogue',
    letter: 'c',
    Page: lazy(() => import('./pages/catalogue/page.tsx')),
  },
  {
    id: 'recommend',
    title: 'Recommendations',
    icon: 'spark',
    letter: 'm',
    Page: lazy(() => import('./pages/recommend/page.tsx')),
  },
  {
    id: 'reports',
    title: 'Reports',
    icon: 'report',
    letter: 'r',
    Page: lazy(() => import('./pages/reports/page.tsx')),
  },
  { id: 'jobs', title: 'Jobs', icon: 'jobs', letter: 'j', Page: lazy(() => import('./pages/jobs/page.tsx')) },
  {
    id: 'pipelines',
    title: 'Pipelines',
    icon: 'lineage',
    letter: 'p',
    Page: lazy(() => import('./pages/pipelines/page.tsx')),
  },
  {
    id: 'observability',
    title: 'Observability',
    icon: 'gauge',
    letter: 'b',
    Page: lazy(() => import('./pages/observability/page.tsx')),
  },
  {
    id: 'docs',
    title: 'Data docs',
    icon: 'success',
    letter: 'q',
    Page: lazy(() => import('./pages/docs/page.tsx')),
  },
  { id: 'data', title: 'Data', icon: 'data', letter: 'd', Page: lazy(() => import('./pages/data/page.tsx')) },
  {
    id: 'matches',
    title: 'Matches',
    icon: 'link',
    letter: 't',
    Page: lazy(() => import('./pages/matches/page.tsx')),
  },
  {
    id: 'settings',
    title: 'Settings',
    icon: 'settings',
    letter: 's',
    Page: lazy(() => import('./pages/settings/page.tsx')),
  },
];
