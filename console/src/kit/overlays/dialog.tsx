import type { ReactNode } from 'react'
import { Dialog as AriaDialog, DialogTrigger, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { Button } from '../controls/button.tsx'
import { cx } from '../cx.ts'
import { Icon } from '../icon.tsx'
import css from './dialog.module.css'

export { DialogTrigger }

interface Props {
  readonly title: string
  /** Given the function that closes it, for buttons inside. */
  readonly children: ReactNode | ((close: () => void) => ReactNode)
  /** For dialogs that the address opens, without a trigger. */
  readonly isOpen?: boolean
  readonly onOpenChange?: (isOpen: boolean) => void
  readonly size?: 'normal' | 'wide'
  /** `alertdialog` for a question before something is destroyed. */
  readonly role?: 'dialog' | 'alertdialog'
}

/** A dialog over the page. Escape closes it, and the focus returns to what opened it. */
export const Dialog = ({
  title,
  children,
  isOpen,
  onOpenChange,
  size = 'normal',
  role = 'dialog',
}: Props) => (
  <ModalOverlay
    className={css['overlay'] ?? ''}
    isDismissable={role === 'dialog'}
    {...(isOpen !== undefined && { isOpen })}
    {...(onOpenChange && { onOpenChange })}
  >
    <Modal className={cx(css['modal'], css[size])}>
      <AriaDialog className={css['dialog'] ?? ''} role={role}>
        {({ close }) => (
          <>
            <div className={css['head']}>
              <Heading slot="title" level={2}>
                {title}
              </Heading>
              <Button kind="quiet" size="small" aria-label="Close" onPress={close}>
                <Icon name="close" />
              </Button>
            </div>
            {typeof children === 'function' ? children(close) : children}
          </>
        )}
      </AriaDialog>
    </Modal>
  </ModalOverlay>
)

/** The buttons at the end of a dialog, the one that acts last. */
export const DialogActions = ({ children }: { readonly children: ReactNode }) => (
  <div className={css['actions']}>{children}</div>
)
