import { useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { Lineage } from '../../../shared/rpc/catalogue.ts';
import { href } from '../../state/router.ts';
import { EmptyState } from '../../ui/states.tsx';
import { LAYER_TITLES } from './layers.ts';
import { layOut, NODE, type PlacedNode } from './lineage-layout.ts';

/** What reads what, from sources on the left to results on the right. Pointing at a relation shows its own edges. */
export function LineageGraph({ lineage, current }: { lineage: Lineage; current: string | null }) {
  const layout = useMemo(() => layOut(lineage), [lineage]);
  const [pointed, setPointed] = useState<string | null>(null);
  const focus = pointed ?? current;
  const box = useRef<HTMLDivElement>(null);
  const place = layout.nodes.find(node => node.name === current);
  useLayoutEffect(() => {
    if (box.current === null || place === undefined) return;
    const { clientWidth, clientHeight } = box.current;
    box.current.scrollTo({
      left: place.x + (NODE.width - clientWidth) / 2,
      top: place.y + (NODE.height - clientHeight) / 2,
    });
  }, [place]);
  if (layout.nodes.length === 0)
    return (
      <EmptyState icon="lineage" title="Nothing is built yet">
        Relations appear here as they are built.
      </EmptyState>
    );
  return (
    <div ref={box} className="lineage" tabIndex={0} role="region" aria-label="Lineage graph">
      <svg width={layout.width} height={layout.height} role="group" aria-label="Lineage">
        {layout.edges.map(edge => (
          <path
            key={`${edge.from}>${edge.to}`}
            className="lineage-edge"
            d={edge.path}
            data-near={edge.from === focus || edge.to === focus || undefined}
          />
        ))}
        {layout.nodes.map(node => (
          <Node key={node.name} node={node} current={node.name === current} onPoint={setPointed} />
        ))}
      </svg>
    </div>
  );
}

function Node({
  node,
  current,
  onPoint,
}: {
  node: PlacedNode;
  current: boolean;
  onPoint: (name: string | null) => void;
}) {
  const title = node.layer === 'lake' ? node.name : node.name.slice(node.layer.length + 1);
  const state = node.exists ? (node.stale ? ', stale' : '') : ', not built yet';
  return (
    <a
      href={href('catalogue', node.name, { tab: 'lineage' })}
      aria-label={`${LAYER_TITLES[node.layer]}: ${title}${state}`}
      aria-current={current ? 'true' : undefined}
      onMouseEnter={() => onPoint(node.name)}
      onMouseLeave={() => onPoint(null)}
      onFocus={() => onPoint(node.name)}
      onBlur={() => onPoint(null)}
    >
      <g
        className="lineage-node"
        transform={`translate(${node.x} ${node.y})`}
        data-layer={node.layer}
        data-current={current || undefined}
        data-missing={!node.exists || undefined}
      >
        <rect width={NODE.width} height={NODE.height} rx={6} />
        <rect className="lineage-layer" x={0} y={7} width={3} height={NODE.height - 14} rx={1.5} />
        <text x={12} y={NODE.height / 2 + 4}>
          {title.length > 26 ? `${title.slice(0, 25)}…` : title}
        </text>
        {node.stale && <circle cx={NODE.width - 12} cy={NODE.height / 2} r={3.5} className="lineage-stale" />}
        <title>{`${node.name}${state}`}</title>
      </g>
    </a>
  );
}
