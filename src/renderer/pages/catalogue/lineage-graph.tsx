import { useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';
import type { Lineage } from '../../../shared/rpc/catalogue.ts';
import { href } from '../../state/router.ts';
import { EmptyState } from '../../ui/states.tsx';
import { LAYER_TITLES } from './layers.ts';
import { layOut, NODE, type PlacedNode } from './lineage-layout.ts';
import { kin } from './lineage-near.ts';

/** Below this the names can't be read any more: then it scrolls. */
const LEAST_SCALE = 0.86;

/** What reads what, from sources on the left to results on the right. Pointing at a relation shows all that hangs together with it. */
export function LineageGraph({ lineage, current }: { lineage: Lineage; current: string | null }) {
  const layout = useMemo(() => layOut(lineage), [lineage]);
  const [pointed, setPointed] = useState<string | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const scale = Math.min(1, Math.max(LEAST_SCALE, width / layout.width));
  const place = layout.nodes.find(node => node.name === current);
  useLayoutEffect(() => {
    if (box.current === null || place === undefined) return;
    const { clientWidth, clientHeight } = box.current;
    box.current.scrollTo({
      left: (place.x + NODE.width / 2) * scale - clientWidth / 2,
      top: (place.y + NODE.height / 2) * scale - clientHeight / 2,
    });
  }, [place, scale]);
  if (layout.nodes.length === 0)
    return (
      <EmptyState icon="lineage" title="Nothing is built yet">
        Relations appear here as they are built.
      </EmptyState>
    );
  const focus = pointed ?? current;
  const related = pointed === null ? null : kin(lineage.edges, pointed);
  const isNear = (from: string, to: string) =>
    related === null ? from === focus || to === focus : related.has(from) && related.has(to);
  return (
    <div ref={box} className="lineage" tabIndex={0} role="region" aria-label="Lineage graph">
      <svg
        width={layout.width * scale}
        height={layout.height * scale}
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        role="group"
        aria-label="Lineage"
      >
        {layout.edges.map(({ from, to, path }) => (
          <path key={`${from}>${to}`} className="lineage-edge" d={path} data-near={isNear(from, to) || undefined} />
        ))}
        {layout.nodes.map(node => (
          <Node
            key={node.name}
            node={node}
            current={node.name === current}
            aside={related !== null && !related.has(node.name)}
            onPoint={setPointed}
          />
        ))}
      </svg>
    </div>
  );
}

/** The inner width of what the graph stands in, from its first layout on. */
function useWidth(box: RefObject<HTMLDivElement | null>): number {
  const [width, setWidth] = useState(Infinity);
  useLayoutEffect(() => {
    if (box.current === null) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, [box]);
  return width;
}

function Node({
  node,
  current,
  aside,
  onPoint,
}: {
  node: PlacedNode;
  current: boolean;
  /** Another relation is pointed at, and this one has nothing to do with it. */
  aside: boolean;
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
        data-aside={aside || undefined}
      >
        <rect width={NODE.width} height={NODE.height} rx={6} />
        <rect className="lineage-layer" x={0} y={7} width={3} height={NODE.height - 14} rx={1.5} />
        <text x={12} y={NODE.height / 2 + 4}>
          {title.length > 25 ? `${title.slice(0, 24)}…` : title}
        </text>
        {node.stale && <circle cx={NODE.width - 12} cy={NODE.height / 2} r={3.5} className="lineage-stale" />}
        <title>{`${node.name}${state}`}</title>
      </g>
    </a>
  );
}
