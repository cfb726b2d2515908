import type { Lineage } from '../../../shared/rpc/catalogue.ts';

export interface PlacedNode {
  name: string;
  layer: Lineage['nodes'][number]['layer'];
  exists: boolean;
  stale: boolean;
  x: number;
  y: number;
}

export interface PlacedEdge {
  from: string;
  to: string;
  /** The `d` of an SVG path. */
  path: string;
}

export interface Layout {
  width: number;
  height: number;
  nodes: PlacedNode[];
  edges: PlacedEdge[];
}

export const NODE = { width: 188, height: 28 };
const GAP = { x: 44, y: 10 };
const MARGIN = 16;

/** Places relations in columns, sources to the left, so that every edge points right and few of them cross. */
export function layOut({ nodes, edges }: Lineage): Layout {
  const known = new Set(nodes.map(node => node.name));
  const links = edges.filter(edge => known.has(edge.from) && known.has(edge.to) && edge.from !== edge.to);
  const columns = orderColumns(intoColumns(nodes, links), links);
  const tallest = Math.max(1, ...columns.map(column => column.length));
  const height = tallest * (NODE.height + GAP.y) - GAP.y + 2 * MARGIN;
  const places = new Map<string, { x: number; y: number }>();
  columns.forEach((column, index) => {
    const top = (height - (column.length * (NODE.height + GAP.y) - GAP.y)) / 2;
    column.forEach((name, row) => {
      places.set(name, { x: MARGIN + index * (NODE.width + GAP.x), y: top + row * (NODE.height + GAP.y) });
    });
  });
  return {
    width: 2 * MARGIN + columns.length * (NODE.width + GAP.x) - GAP.x,
    height,
    nodes: nodes.map(node => ({ ...node, ...(places.get(node.name) ?? { x: 0, y: 0 }) })),
    edges: links.map(edge => ({ ...edge, path: curve(places.get(edge.from), places.get(edge.to)) })),
  };
}

/** A relation stands one column right of the last one that it reads. */
function intoColumns(nodes: Lineage['nodes'], edges: Lineage['edges']): string[][] {
  const depth = new Map(nodes.map(node => [node.name, 0]));
  for (let round = 0; round < nodes.length; round += 1) {
    let moved = false;
    for (const { from, to } of edges) {
      const wanted = (depth.get(from) ?? 0) + 1;
      if (wanted <= (depth.get(to) ?? 0) || wanted > nodes.length) continue;
      depth.set(to, wanted);
      moved = true;
    }
    if (!moved) break;
  }
  const columns: string[][] = [];
  for (const [name, column] of depth) (columns[column] ??= []).push(name);
  return Array.from(columns, column => (column ?? []).sort());
}

/** A few sweeps of the barycentre rule: each relation moves to the middle of its neighbours in the column before. */
function orderColumns(columns: string[][], edges: Lineage['edges']): string[][] {
  const neighbours = new Map<string, string[]>();
  for (const { from, to } of edges) {
    neighbours.set(from, [...(neighbours.get(from) ?? []), to]);
    neighbours.set(to, [...(neighbours.get(to) ?? []), from]);
  }
  let ordered = columns;
  for (let sweep = 0; sweep < 6; sweep += 1) {
    const row = new Map(
      ordered.flatMap(column => column.map((name, index) => [name, (index + 0.5) / column.length] as const)),
    );
    const middle = (name: string): number => {
      const rows = (neighbours.get(name) ?? []).map(other => row.get(other) ?? 0);
      return rows.length === 0 ? (row.get(name) ?? 0) : rows.reduce((sum, value) => sum + value, 0) / rows.length;
    };
    ordered = ordered.map(column => column.toSorted((a, b) => middle(a) - middle(b)));
  }
  return ordered;
}

function curve(from: { x: number; y: number } | undefined, to: { x: number; y: number } | undefined): string {
  if (from === undefined || to === undefined) return '';
  const [x1, y1, x2, y2] = [from.x + NODE.width, from.y + NODE.height / 2, to.x, to.y + NODE.height / 2];
  const bend = Math.max(28, (x2 - x1) / 2);
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`;
}
