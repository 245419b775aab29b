import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useText } from '../../text';

interface PopupProps {
  readonly title: string;
  readonly narrow?: boolean;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
  /** Nothing in it takes the focus: it does itself, so that the arrow keys can scroll it. */
  readonly readOnly?: boolean;
  readonly role?: 'dialog' | 'alertdialog';
  onClose(): void;
}

/** A dialog over the page; a sheet at the bottom on phones. Focus goes in, stays in, and goes back. */
export function Popup({ title, narrow, children, footer, readOnly, role = 'dialog', onClose }: PopupProps) {
  const t = useText();
  return (
    <ModalOverlay className="backdrop" isOpen isDismissable={role === 'dialog'} onOpenChange={(open) => !open && onClose()}>
      <Modal className={`modal ${narrow ? 'narrow' : ''}`}>
        <Dialog className="dialog" role={role}>
          <header>
            <Heading slot="title" level={2}>{title}</Heading>
            <Button className="button icon small plain" aria-label={t.app.close} onPress={onClose}><X size={20} aria-hidden /></Button>
          </header>
          <div className="body" {...(readOnly && { tabIndex: 0, role: 'group', 'aria-label': title })}>{children}</div>
          {footer && <footer>{footer}</footer>}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
