import type { MatchRow } from '../../../shared/rpc/matches.ts';
import type { Tone } from '../../ui/badge.tsx';

type Status = MatchRow['status'];
export type TrackDecision = NonNullable<MatchRow['waiting']>;
export type Decide = (row: MatchRow, decision: TrackDecision) => void;

/** The choices above the table. */
export const STATUSES: readonly { value: Status | 'all'; label: string }[] = [
  { value: 'all', label: 'All' },
  { value: 'merged', label: 'Merged' },
  { value: 'proposed', label: 'Proposed' },
  { value: 'confirmed', label: 'Confirmed' },
  { value: 'split', label: 'Split' },
];

export const TONES: Record<Status, Tone> = { merged: 'accent', proposed: 'warn', confirmed: 'ok', split: 'neutral' };

/** What a person can say to a pair; the first is the button that is asked for most. */
export const CHOICES: Record<Status, readonly { decision: TrackDecision; label: string }[]> = {
  merged: [
    { decision: 'different', label: 'Undo' },
    { decision: 'same', label: 'Confirm' },
  ],
  proposed: [
    { decision: 'same', label: 'Merge' },
    { decision: 'different', label: 'Keep apart' },
  ],
  confirmed: [{ decision: 'open', label: 'Undo' }],
  split: [{ decision: 'open', label: 'Undo' }],
};

/** What the next build does with a pair that a person has spoken about. */
export const WAITING: Record<TrackDecision, string> = {
  same: 'will be merged',
  different: 'will be split',
  open: 'will be judged anew',
};
