import { Children, Fragment, type ReactNode } from 'react';
import { Group, Panel, Separator, type Layout } from 'react-resizable-panels';
import './split-pane.css';

export interface Pane {
  id: string;
  content: ReactNode;
  /** Pixels, or `"30%"`. */
  defaultSize?: number | string;
  minSize?: number | string;
  maxSize?: number | string;
  collapsible?: boolean;
}

export interface SplitPaneProps {
  /** Under this name the sizes are remembered between visits. */
  name: string;
  direction?: 'horizontal' | 'vertical';
  panes: readonly Pane[];
}

/** Panes beside or above each other with borders to drag, or to move with the arrow keys. */
export function SplitPane({ name, direction = 'horizontal', panes }: SplitPaneProps) {
  const key = `panes:${name}:${panes.map(pane => pane.id).join(',')}`;
  return (
    <Group
      className="ui-split"
      orientation={direction}
      defaultLayout={readLayout(key)}
      onLayoutChanged={layout => localStorage.setItem(key, JSON.stringify(layout))}
    >
      {Children.toArray(
        panes.map((pane, index) => (
          <Fragment key={pane.id}>
            {index > 0 && <Separator className="ui-split-line" data-direction={direction} />}
            <Panel
              id={pane.id}
              className="ui-split-pane"
              defaultSize={pane.defaultSize}
              minSize={pane.minSize}
              maxSize={pane.maxSize}
              collapsible={pane.collapsible}
            >
              {pane.content}
            </Panel>
          </Fragment>
        )),
      )}
    </Group>
  );
}

function readLayout(key: string): Layout | undefined {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    if (typeof stored !== 'object' || stored === null) return undefined;
    const sizes = Object.entries(stored).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
    return Object.fromEntries(sizes);
  } catch {
    return undefined;
  }
}
