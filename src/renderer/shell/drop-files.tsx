import { useEffect, useState } from 'react';
import { onFiles } from '../state/host.ts';
import { handFiles } from '../state/given-files.ts';
import { href, navigate } from '../state/router.ts';

/** Files may be dropped anywhere, or handed to the app from outside: the import page takes them from there. */
export function DropFiles() {
  const [over, setOver] = useState(false);
  useEffect(() => onFiles(paths => take({ paths, files: [] })), []);
  useEffect(() => {
    let depth = 0;
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth += 1;
      setOver(true);
    };
    const leave = () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    };
    const allow = (event: DragEvent) => hasFiles(event) && event.preventDefault();
    const drop = (event: DragEvent) => {
      depth = 0;
      setOver(false);
      if (!hasFiles(event)) return;
      event.preventDefault();
      take({ paths: [], files: [...(event.dataTransfer?.files ?? [])] });
    };
    const on = { dragenter: enter, dragleave: leave, dragover: allow, drop };
    for (const [type, listener] of Object.entries(on)) window.addEventListener(type, listener as EventListener);
    return () => {
      for (const [type, listener] of Object.entries(on)) window.removeEventListener(type, listener as EventListener);
    };
  }, []);
  return over ? <div className="drop">Drop to import</div> : null;
}

function take(given: { paths: string[]; files: File[] }): void {
  if (given.paths.length + given.files.length === 0) return;
  handFiles(given);
  navigate(href('data', 'import'));
}
