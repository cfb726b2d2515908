import { useMemo, useState } from 'react';
import type { Lineage } from '../../../shared/rpc/catalogue.ts';
import { lineageQuery } from '../../state/queries.ts';
import { useQuery } from '../../state/query.ts';
import { Answered } from '../../ui/answer.tsx';
import { plural } from '../../ui/format.ts';
import { Toolbar } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/toggles.tsx';
import { LineageGraph } from './lineage-graph.tsx';
import { near } from './lineage-near.ts';

const STEPS = { one: 1, two: 2, all: Infinity } as const;
type Steps = keyof typeof STEPS;

/** What a relation is made from and what is made from it: next to it, or the whole way. */
export function LineagePane({ name }: { name: string }) {
  const lineage = useQuery(lineageQuery(name));
  return <Answered answer={lineage}>{graph => <Around lineage={graph} name={name} />}</Answered>;
}

function Around({ lineage, name }: { lineage: Lineage; name: string }) {
  const [steps, setSteps] = useState<Steps>('one');
  const shown = useMemo(() => near(lineage, name, STEPS[steps]), [lineage, name, steps]);
  const reads = lineage.edges.filter(({ to }) => to === name).length;
  const readBy = lineage.edges.filter(({ from }) => from === name).length;
  return (
    <>
      <Toolbar label="Lineage">
        <Segmented<Steps>
          label="How far"
          value={steps}
          options={[
            { value: 'one', label: 'Next to it' },
            { value: 'two', label: 'Two steps' },
            { value: 'all', label: 'All the way' },
          ]}
          onChange={setSteps}
        />
        <span className="faint lineage-words">
          Reads {plural(reads, 'relation')}, read by {plural(readBy, 'other')}
        </span>
      </Toolbar>
      <LineageGraph lineage={shown} current={name} />
    </>
  );
}
