import { useState } from 'react';
import type { CollectorInfo, SourceCheck } from '../../../shared/rpc/collectors.ts';
import { rpc } from '../../rpc/client.ts';
import { useAction } from '../../state/action.ts';
import { href, navigate } from '../../state/router.ts';
import { Button } from '../../ui/button.tsx';
import { Select, type Option } from '../../ui/select.tsx';
import { toast } from '../../ui/toast.tsx';
import { SourceCheckResult } from './source-check.tsx';

const NOTHING: Option<string> = { value: '', label: 'Stop' };
const GENERATED: Option<string> = {
  value: 'generated',
  label: 'Load generated data',
  detail: 'Synthetic, and marked so; only into a lakehouse without plays',
};

/** A test of the source, and a collection, with what to do when it fails. */
export function SourceActions({ source, others }: { source: CollectorInfo; others: readonly CollectorInfo[] }) {
  const { source: name, title, accountOf } = source;
  const [check, setCheck] = useState<SourceCheck | null>(null);
  const [fallback, setFallback] = useState('');
  const test = useAction(async () => {
    setCheck(null);
    setCheck(await rpc.collectors.test({ source: name }));
  }, `${title} was not tested`);
  const collect = useAction(async () => {
    const { jobId } = await rpc.collectors.collect({ source: name, fallback: fallback === '' ? [] : [fallback] });
    toast({
      title: `Collecting from ${title}`,
      action: { label: 'Watch', onPress: () => navigate(href('jobs', String(jobId))) },
    });
  }, `Nothing was collected from ${title}`);
  return (
    <>
      {accountOf !== 'none' && (
        <Select
          label="If it fails"
          value={fallback}
          onChange={setFallback}
          options={[NOTHING, ...others.map(other => ({ value: other.source, label: `Ask ${other.title}` })), GENERATED]}
        />
      )}
      <div className="settings-row">
        <Button onPress={test.run} isPending={test.pending} aria-label={`Test connection and format of ${title}`}>
          Test connection and format
        </Button>
        <Button onPress={collect.run} isPending={collect.pending} aria-label={`Collect now from ${title}`}>
          Collect now
        </Button>
      </div>
      {check !== null && <SourceCheckResult check={check} />}
    </>
  );
}
