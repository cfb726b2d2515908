import { Component, type ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { ErrorState } from '../ui/states.tsx';

type State = { kind: 'fine' } | { kind: 'broken'; message: string };

/** Keeps a fault in one page from taking the window down. */
export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { kind: 'fine' };

  static getDerivedStateFromError(error: unknown): State {
    return { kind: 'broken', message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.kind === 'fine') return this.props.children;
    return (
      <ErrorState
        title="This page stopped working"
        detail={this.state.message}
        hint="The rest of the app is fine, and what you typed is kept."
        actions={
          <>
            <Button onPress={() => this.setState({ kind: 'fine' })}>Try again</Button>
            <Button onPress={() => window.location.reload()}>Reload the window</Button>
          </>
        }
      />
    );
  }
}
