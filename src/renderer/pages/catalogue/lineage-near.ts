import type { Lineage } from '../../../shared/rpc/catalogue.ts';

type Edges = Lineage['edges'];

/** What lies at most `steps` up or down of a relation, with what leads there. */
export function near({ nodes, edges }: Lineage, name: string, steps: number): Lineage {
  const kept = new Set([...reach(edges, name, 'up', steps), ...reach(edges, name, 'down', steps)]);
  return {
    nodes: nodes.filter(node => kept.has(node.name)),
    edges: edges.filter(({ from, to }) => kept.has(from) && kept.has(to)),
  };
}

/** All that a relation is made from and all that is made from it, itself included. */
export const kin = (edges: Edges, name: string): Set<string> =>
  new Set([...reach(edges, name, 'up'), ...reach(edges, name, 'down')]);

function reach(edges: Edges, name: string, way: 'up' | 'down', steps = Infinity): Set<string> {
  const found = new Set([name]);
  let border = [name];
  for (let step = 0; step < steps && border.length > 0; step += 1) {
    border = border
      .flatMap(each =>
        way === 'up'
          ? edges.filter(({ to }) => to === each).map(({ from }) => from)
          : edges.filter(({ from }) => from === each).map(({ to }) => to),
      )
      .filter(each => !found.has(each));
    border.forEach(each => found.add(each));
  }
  return found;
}
