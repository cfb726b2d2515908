import type { ReactElement, ReactNode } from 'react';
import { Dialog as AriaDialog, DialogTrigger } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Popover as AriaPopover } from 'react-aria-components/Popover';
import { Button, IconButton } from './button.tsx';
import './dialog.css';
import './list.css';

export interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  /** The buttons, the main one last. */
  footer?: ReactNode;
  width?: number;
  /** For questions that must be answered: a click outside does not close it. */
  role?: 'dialog' | 'alertdialog';
}

/** A window over the page that keeps the focus until it is closed. */
export function Dialog({ title, isOpen, onClose, children, footer, width = 480, role = 'dialog' }: DialogProps) {
  return (
    <ModalOverlay
      className="ui-overlay"
      isOpen={isOpen}
      onOpenChange={open => !open && onClose()}
      isDismissable={role === 'dialog'}
    >
      <Modal className="ui-modal" style={{ width }}>
        <AriaDialog className="ui-dialog" role={role}>
          <header className="ui-dialog-head">
            <Heading slot="title" className="ui-dialog-title">
              {title}
            </Heading>
            <IconButton icon="close" label="Close" size="small" onPress={onClose} />
          </header>
          <div className="ui-dialog-body">{children}</div>
          {footer !== undefined && <footer className="ui-dialog-foot">{footer}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export interface ConfirmProps {
  title: string;
  isOpen: boolean;
  /** What will happen, in a sentence or two. */
  children: ReactNode;
  /** The verb on the button: "Forget load". */
  action: string;
  danger?: boolean;
  isPending?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

export function ConfirmDialog({ action, danger, isPending, onConfirm, children, ...rest }: ConfirmProps) {
  const footer = (
    <>
      <Button onPress={rest.onClose}>Cancel</Button>
      <Button variant={danger ? 'danger' : 'primary'} onPress={onConfirm} isPending={isPending} autoFocus={!danger}>
        {action}
      </Button>
    </>
  );
  return (
    <Dialog {...rest} role="alertdialog" width={420} footer={footer}>
      {children}
    </Dialog>
  );
}

/** Something small that opens beside its button. */
export function PopoverButton({
  trigger,
  label,
  children,
}: {
  trigger: ReactElement;
  label: string;
  children: ReactNode;
}) {
  return (
    <DialogTrigger>
      {trigger}
      <AriaPopover className="ui-popover" offset={4}>
        <AriaDialog className="ui-popover-dialog" aria-label={label}>
          {children}
        </AriaDialog>
      </AriaPopover>
    </DialogTrigger>
  );
}
