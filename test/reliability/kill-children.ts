import type { TestHost } from '../support/host.ts';
import { lastOf, runCell } from '../support/host.ts';

export interface KillReport {
  kills: number;
  /** Milliseconds from the kill until the same kind of call is answered again. */
  ready: number[];
  /** Calls that came back wrong. */
  wrong: string[];
}

/** Kills the worker or a cell process at a random moment of a call, again and again, and asks at once. */
export async function killChildren(host: TestHost, kills: number, random: () => number): Promise<KillReport> {
  const report: KillReport = { kills: 0, ready: [], wrong: [] };
  for (; report.kills < kills; report.kills += 1) {
    const cells = random() < 0.5;
    const call = cells ? askCell : askWorker;
    const during = call(host).catch(() => 'cut off'); // what is under way may fail, never lie
    await new Promise(resolve => setTimeout(resolve, random() * 30));
    kill(host, cells);
    const began = performance.now();
    const during_ = await during;
    if (during_ !== 'right' && during_ !== 'cut off') report.wrong.push(during_);
    const after = await call(host);
    report.ready.push(performance.now() - began);
    if (after !== 'right') report.wrong.push(after);
    await new Promise(resolve => setTimeout(resolve, 250)); // now and then, not in a loop: a loop opens the circuit
  }
  return report;
}

function kill(host: TestHost, cells: boolean): void {
  const reports = cells ? host.children.cells.reports() : [host.children.worker.report()];
  for (const { pid } of reports) {
    try {
      if (pid !== null) process.kill(pid, 'SIGKILL');
    } catch {
      continue; // it went by itself meanwhile
    }
  }
}

async function askWorker(host: TestHost): Promise<string> {
  const { path } = await host.rpc.lake.status();
  return path === host.lakePath ? 'right' : `another lakehouse: ${path}`;
}

async function askCell(host: TestHost): Promise<string> {
  const end = lastOf(await runCell(host.rpc, 'select count(*) from gold_numbers'));
  return end.kind === 'completed' && end.rows === 1 ? 'right' : JSON.stringify(end);
}
