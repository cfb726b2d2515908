import { ROUTES, type Route } from '../routes.tsx';
import type { Command } from '../state/commands.ts';
import { href, navigate } from '../state/router.ts';

/** Going to each page, and to each of its parts that has an address: "Data › Quarantine". */
export function pageCommands(): Command[] {
  return ROUTES.flatMap(route => [toPage(route), ...partsOf(route)]);
}

const toPage = ({ id, title, icon, keys }: Route): Command => ({
  id: `go.${id}`,
  title: `Go to ${title}`,
  group: 'Pages',
  keys,
  whileTyping: true,
  icon,
  run: () => navigate(href(id)),
});

const partsOf = ({ id, title, icon, parts = {} }: Route): Command[] =>
  Object.entries(parts).map(([part, partTitle]) => ({
    id: `go.${id}.${part}`,
    title: `${title} › ${partTitle}`,
    group: 'Pages',
    icon,
    whenSought: true,
    run: () => navigate(href(id, part)),
  }));
