import { useRef } from 'react';
import { href, navigate } from '../../state/router.ts';
import { handFiles } from '../../state/given-files.ts';
import { Button } from '../../ui/button.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import type { ReactNode } from 'react';
import { OpenLakehouse } from '../../ui/open-lakehouse.tsx';
import { DemoForm } from './demo-form.tsx';

/** Greets an empty lakehouse with the three ways in. */
export function FirstRun() {
  return (
    <div className="first">
      <div className="first-inner">
        <h1>Start with some listening data</h1>
        <p className="first-lead">
          This lakehouse is empty. Make a demo to look around, bring your own files, or open a lakehouse that you
          already have. Everything stays on this machine.
        </p>
        <div className="first-ways">
          <Way
            icon="spark"
            title="Make a demo"
            text="A year of made-up plays with real-looking tastes, trends, releases, and planted defects that the checks should find."
          >
            <DemoForm />
          </Way>
          <div className="first-column">
            <Way
              icon="upload"
              title="Bring files"
              text="Streaming-history exports, scrobbles, event logs, CSV or JSON. You see what was recognised before anything is loaded."
            >
              <ChooseFiles />
            </Way>
            <Way
              icon="open"
              title="Open a lakehouse"
              text="A lakehouse is one file. Other programs may read it while it is open here."
            >
              <OpenLakehouse />
            </Way>
          </div>
        </div>
      </div>
    </div>
  );
}

function Way({ icon, title, text, children }: { icon: IconName; title: string; text: string; children: ReactNode }) {
  return (
    <section className="first-way">
      <h2>
        <Icon name={icon} /> {title}
      </h2>
      <p className="muted">{text}</p>
      {children}
    </section>
  );
}

function ChooseFiles() {
  const input = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null) => {
    if (files === null || files.length === 0) return;
    handFiles({ paths: [], files: [...files] });
    navigate(href('data', 'import'));
  };
  return (
    <div className="first-drop">
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={event => take(event.target.files)}
        aria-label="Files to import"
      />
      <span className="faint">Drop files anywhere in this window</span>
      <div className="first-actions">
        <Button onPress={() => input.current?.click()}>Choose files…</Button>
        <Button variant="quiet" onPress={() => navigate(href('data', 'import'))}>
          By path
        </Button>
      </div>
    </div>
  );
}
