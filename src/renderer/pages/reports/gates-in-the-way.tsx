import { useMemo } from 'react';
import { gatesQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { valueOf } from '../../ui/answer.tsx';
import { TextField } from '../../ui/field.tsx';
import { Notice } from '../../ui/states.tsx';

interface Props {
  modelId: string;
  reason: string;
  onReason: (reason: string) => void;
}

/** The gates that a model does not pass, and why it should be reported on all the same. Nothing where all pass. */
export function GatesInTheWay({ modelId, reason, onReason }: Props) {
  const gates = valueOf(useQuery(useMemo(() => gatesQuery(modelId), [modelId])));
  const failed = gates?.filter(({ passed }) => !passed) ?? [];
  if (failed.length === 0) return null;
  return (
    <>
      <Notice tone="warn">
        This model does not pass {failed.map(({ gate, detail }) => `“${gate}” (${detail})`).join(', ')}.
      </Notice>
      <TextField
        label="Why a report is made all the same"
        value={reason}
        onChange={onReason}
        rows={2}
        description="The reason is kept with the model, and stands in the report."
      />
    </>
  );
}
