import type { PipelineInfo } from '../../../shared/rpc/pipelines.ts';

export const NODE = { width: 148, height: 34 };
const GAP = { x: 40, y: 10 };

export interface PlacedStep {
  id: string;
  job: string;
  x: number;
  y: number;
}

/** Places steps in columns: each stands one column right of the last one that it needs. */
export function layOutSteps(steps: PipelineInfo['steps']) {
  const columnOf = new Map<string, number>();
  const rows: number[] = [];
  const nodes = steps.map(({ id, job, needs }): PlacedStep => {
    const column = Math.max(-1, ...needs.map(each => columnOf.get(each) ?? -1)) + 1;
    columnOf.set(id, column);
    const row = rows[column] ?? 0;
    rows[column] = row + 1;
    return { id, job, x: column * (NODE.width + GAP.x), y: row * (NODE.height + GAP.y) };
  });
  const place = new Map(nodes.map(node => [node.id, node]));
  const edges = steps.flatMap(({ id, needs }) =>
    needs.flatMap(from => {
      const path = curve(place.get(from), place.get(id));
      return path === null ? [] : [{ from, to: id, path }];
    }),
  );
  return {
    nodes,
    edges,
    width: rows.length * (NODE.width + GAP.x) - GAP.x,
    height: Math.max(1, ...rows) * (NODE.height + GAP.y) - GAP.y,
  };
}

function curve(from: PlacedStep | undefined, to: PlacedStep | undefined): string | null {
  if (from === undefined || to === undefined) return null;
  const [x1, y1, x2, y2] = [from.x + NODE.width, from.y + NODE.height / 2, to.x, to.y + NODE.height / 2];
  const bend = (x2 - x1) / 2;
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
