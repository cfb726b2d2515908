import { useState } from 'react';
import { problemOf } from '../../rpc/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import { useSession } from './context.ts';

/** Gives a notebook a name in the notebook folder. */
export function SaveDialog({
  isOpen,
  onClose,
  onSaved,
}: {
  isOpen: boolean;
  onClose: () => void;
  onSaved: (ref: string) => void;
}) {
  const session = useSession();
  const [typed, setTyped] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | undefined>(undefined);
  const name = typed ?? session.notebook.title;
  const save = () => {
    if (session.notebook.title === '' && session.origin === 'own') session.setTitle(name);
    session
      .saveAs(name.trim())
      .then(onSaved)
      .catch((error: unknown) => setProblem(problemOf(error).message));
  };
  return (
    <Dialog
      title={session.origin === 'shipped' ? 'Save a copy' : 'Save notebook'}
      isOpen={isOpen}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>Cancel</Button>
          <Button variant="primary" isDisabled={name.trim() === ''} onPress={save}>
            Save
          </Button>
        </>
      }
    >
      <form
        onSubmit={event => {
          event.preventDefault();
          save();
        }}
      >
        <TextField
          label="Name"
          value={name}
          autoFocus
          error={problem}
          onChange={text => (setTyped(text), setProblem(undefined))}
        />
      </form>
    </Dialog>
  );
}
