import type { CellKind } from '../../../shared/domain/notebook.ts';
import type { IconName } from '../../ui/icon.tsx';

export const KIND_TITLES: Record<CellKind, string> = {
  sql: 'SQL',
  text: 'Text',
  chart: 'Chart',
  input: 'Input',
  kpi: 'Figure',
};

export const KIND_ICONS: Record<CellKind, IconName> = {
  sql: 'code',
  text: 'text',
  chart: 'chart',
  input: 'input',
  kpi: 'gauge',
};
