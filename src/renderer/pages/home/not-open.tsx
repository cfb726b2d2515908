import { problemTitle, type Problem } from '../../rpc/problem.ts';
import { sentence } from '../../ui/format.ts';
import { Page } from '../../ui/panel.tsx';
import { OpenLakehouse } from '../../ui/open-lakehouse.tsx';
import { ErrorState } from '../../ui/states.tsx';

/** The lakehouse could not be opened: why, and another way. */
export function NotOpen({ problem }: { problem: Problem }) {
  return (
    <Page title="Overview">
      <div className="home-not-open">
        <ErrorState title={problemTitle(problem)} detail={problem.message} hint={hintOf(problem)} />
        <section className="home-another">
          <h2>Open another lakehouse</h2>
          <OpenLakehouse />
        </section>
      </div>
    </Page>
  );
}

/** One that is locked is opened as soon as it is free. */
function hintOf({ code, details }: Problem): string | undefined {
  const hint = details.hint === undefined ? '' : sentence(details.hint);
  if (code !== 'locked') return hint === '' ? undefined : hint;
  return `${hint === '' ? '' : `${hint}. `}It opens here by itself as soon as it is free.`;
}
