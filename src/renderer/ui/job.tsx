import type { Job, JobState } from '../../shared/domain/jobs.ts';
import { Badge, StatusDot, type Tone } from './badge.tsx';
import type { IconName } from './icon.tsx';

const TONES: Record<JobState, Tone> = {
  queued: 'neutral',
  running: 'accent',
  succeeded: 'ok',
  failed: 'error',
  cancelled: 'neutral',
};
const ICONS: Partial<Record<JobState, IconName>> = {
  failed: 'error',
  succeeded: 'success',
  queued: 'clock',
  cancelled: 'stop',
};

export const JobDot = ({ state }: { state: JobState }) => (
  <StatusDot tone={TONES[state]} label={state} pulsing={state === 'running'} />
);

export const JobBadge = ({ state }: { state: JobState }) => (
  <Badge tone={TONES[state]} icon={ICONS[state]}>
    {state}
  </Badge>
);

/** How long a job ran; null where it has not begun or not ended. */
export function jobSeconds({ startedAt, finishedAt }: Pick<Job, 'startedAt' | 'finishedAt'>): number | null {
  if (startedAt === null || finishedAt === null) return null;
  return Math.max(0, (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000);
}
