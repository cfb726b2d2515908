import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components/Tabs';
import './tabs.css';

export interface TabItem<K extends string> {
  id: K;
  title: string;
  /** A number or mark behind the title. */
  badge?: ReactNode;
  content: ReactNode;
}

export interface TabsProps<K extends string> {
  label: string;
  items: readonly TabItem<K>[];
  selected: K;
  onSelect: (id: K) => void;
}

/** Tabs over panels; only the selected panel is in the page. */
export function Tabs<K extends string>({ label, items, selected, onSelect }: TabsProps<K>) {
  const select = (key: unknown) => {
    const item = items.find(candidate => candidate.id === key);
    if (item !== undefined) onSelect(item.id);
  };
  return (
    <AriaTabs className="ui-tabs" selectedKey={selected} onSelectionChange={select}>
      <TabList className="ui-tab-list" aria-label={label}>
        {items.map(item => (
          <Tab key={item.id} id={item.id} className="ui-tab">
            {item.title}
            {item.badge !== undefined && <span className="ui-tab-badge">{item.badge}</span>}
          </Tab>
        ))}
      </TabList>
      {items.map(item => (
        <TabPanel key={item.id} id={item.id} className="ui-tab-panel">
          {item.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
