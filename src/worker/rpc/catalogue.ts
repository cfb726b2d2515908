import { unknownName } from '../../shared/errors.ts';
import type { CheckState, Lineage } from '../../shared/rpc/catalogue.ts';
import { checkStates } from '../checks/check-states.ts';
import { dataDocs } from '../data-docs/data-docs.ts';
import { dataDocsPage } from '../data-docs/page.ts';
import { bronzeRelations } from '../lakehouse/bronze.ts';
import { relations } from '../lakehouse/relations.ts';
import { latestSnapshot } from '../lakehouse/snapshots.ts';
import { relationDetail, relationSummaries } from './relation-info.ts';
import type { WorkerImplementer, WorkerProcess } from './router.ts';
import { staleRelations } from './stale.ts';
import { tableSizes } from './table-sizes.ts';

export function catalogueCalls(os: WorkerImplementer['catalogue'], { holder }: WorkerProcess) {
  const db = () => holder.current().lake.db;
  const sizes = tableSizes();
  const bytes = () => sizes.of(holder.current().lake.path, latestSnapshot(db()));
  return {
    relations: os.relations.handler(async () => {
      const stored = await bytes();
      return relationSummaries(db()).map(each => ({ ...each, bytes: bytesOf(stored, each.name) }));
    }),
    relation: os.relation.handler(async ({ input }) => {
      const detail = relationDetail(db(), input.name);
      return { ...detail, bytes: bytesOf(await bytes(), detail.name) };
    }),
    lineage: os.lineage.handler(({ input }): Lineage => {
      const summaries = relationSummaries(db());
      const edges = relations().flatMap(({ name, inputs }) => inputs.map(from => ({ from, to: name })));
      const wanted = input.name === undefined ? null : connected(input.name, edges);
      const stale = new Set(staleRelations(db()));
      return {
        nodes: summaries
          .filter(({ name }) => wanted?.has(name) ?? true)
          .map(({ name, layer, exists }) => ({ name, layer, exists, stale: stale.has(name) })),
        edges: edges.filter(({ from, to }) => wanted === null || (wanted.has(from) && wanted.has(to))),
      };
    }),
    docs: os.docs.handler(() => dataDocs(holder.current().lake, new Date())),
    docsHtml: os.docsHtml.handler(() => ({ html: dataDocsPage(dataDocs(holder.current().lake, new Date())) })),
    checks: os.checks.handler(({ input }): CheckState[] =>
      checkStates(db()).filter(
        check => check.relation === (input.relation ?? check.relation) && (!input.failedOnly || check.passed === false),
      ),
    ),
  };
}

/** A bronze relation's rows are in a table of another name; a view takes no room. */
const bytesOf = (stored: ReadonlyMap<string, number>, relation: string): number | null =>
  stored.get(`lake_${relation}`) ?? stored.get(relation) ?? null;

/** All that a relation is made from, and all that is made from it. Throws `not_found`. */
function connected(name: string, edges: readonly { from: string; to: string }[]): Set<string> {
  const known = [...bronzeRelations(), ...relations()].map(relation => relation.name);
  if (!known.includes(name)) throw unknownName('relation', name, known);
  const reach = (next: (from: string) => string[]): Set<string> => {
    const found = new Set([name]);
    for (const each of found) next(each).forEach(other => found.add(other));
    return found;
  };
  const up = reach(each => edges.filter(edge => edge.to === each).map(edge => edge.from));
  const down = reach(each => edges.filter(edge => edge.from === each).map(edge => edge.to));
  return new Set([...up, ...down]);
}
