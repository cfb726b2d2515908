import type { ReactNode } from 'react';
import { problemTitle, type Problem } from '../rpc/problem.ts';
import type { Answer } from '../state/query.ts';
import { Button } from './button.tsx';
import { ErrorState, SkeletonRows } from './states.tsx';

interface AnsweredProps<T> {
  answer: Answer<T>;
  /** In the size of what comes. */
  skeleton?: ReactNode;
  children: (value: T) => ReactNode;
}

/** Shows what came, its place until then, or what went wrong. While the host is away the place stays: it heals by itself. */
export function Answered<T>({ answer, skeleton = <SkeletonRows />, children }: AnsweredProps<T>) {
  switch (answer.kind) {
    case 'loading':
      return skeleton;
    case 'ready':
      return children(answer.value);
    case 'failed':
      return answer.problem.code === 'offline' ? (
        skeleton
      ) : (
        <ProblemState problem={answer.problem} retry={answer.retry} />
      );
  }
}

export function ProblemState({ problem, retry }: { problem: Problem; retry?: () => void }) {
  return (
    <ErrorState
      title={problemTitle(problem)}
      detail={problem.message}
      hint={problem.details.hint}
      actions={retry !== undefined && <Button onPress={retry}>Try again</Button>}
    />
  );
}

/** The value, or null until it is there: for figures that can wait. */
export const valueOf = <T,>(answer: Answer<T>): T | null => (answer.kind === 'ready' ? answer.value : null);
