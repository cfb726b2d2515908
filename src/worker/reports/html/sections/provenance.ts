import type { ReportFacts } from '../../report.ts';
import { table } from '../charts/figure.ts';
import { html, name, type Content, type Markup } from '../markup.ts';
import { count, plural, shortHash, when } from '../numbers.ts';

/** The stamp: which data, code and parameters this was made from, so that it can be made again. */
export function provenanceSection(facts: ReportFacts): Markup {
  const { provenance, model } = facts;
  return html`<section id="provenance">
    <h2>Provenance</h2>
    <dl class="facts">
      ${fact('Made', html`${when(facts.madeAt)} by Tracklake ${facts.appVersion}`)}
      ${fact('Run', html`<code>${facts.runId}</code>`)} ${fact('Lakehouse', html`<code>${provenance.lakeId}</code>`)}
      ${fact('Snapshot', `${provenance.snapshotId}${provenance.snapshotAt === null ? '' : ` of ${when(provenance.snapshotAt)}`}`)}
      ${fact('Model', html`<code>${model.modelId}</code>, fitted on snapshot ${model.snapshotId}`)}
      ${fact('Request', `${plural(facts.k, 'track')} for ${facts.chosen}; formats ${facts.formats.join(', ')}`)}
      ${fact('Data', facts.synthetic ? 'synthetic: made by the generator' : 'as imported')}
    </dl>
    <p>
      This page ends with the SHA-256 of everything above it and of the files beside it. Tracklake checks them again
      when it is asked to verify the report.
    </p>
    <h3>Source files</h3>
    ${provenance.loadCount > provenance.loads.length && html`<p>The newest ${provenance.loads.length} of ${plural(provenance.loadCount, 'file')}.</p>`}
    ${table({
      columns: [
        { title: 'File' },
        { title: 'Into' },
        { title: 'Rows', numeric: true },
        { title: 'Turned away', numeric: true },
        { title: 'Loaded' },
        { title: 'SHA-256' },
      ],
      rows: provenance.loads.map(load => [
        name(load.file_name),
        name(load.relation),
        count(load.rows_loaded),
        count(load.rows_quarantined),
        when(load.finished_at),
        html`<code>${shortHash(load.sha256)}</code>`,
      ]),
    })}
    <details>
      <summary>${plural(provenance.relations.length, 'relation')} and what they were built from</summary>
      ${table({
        columns: [
          { title: 'Relation' },
          { title: 'Rows', numeric: true },
          { title: 'Snapshot', numeric: true },
          { title: 'Built' },
          { title: 'How' },
          { title: 'SQL' },
        ],
        rows: provenance.relations.map(relation => [
          name(relation.relation),
          count(relation.rows),
          relation.snapshot_id,
          when(relation.built_at),
          relation.mode,
          html`<code>${shortHash(relation.sql_sha256)}</code>`,
        ]),
      })}
    </details>
  </section>`;
}

const fact = (label: string, value: Content): Markup =>
  html`<div>
    <dt>${label}</dt>
    <dd>${value}</dd>
  </div>`;
