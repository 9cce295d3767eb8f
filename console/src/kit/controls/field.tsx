import type { ReactNode } from 'react'
import { FieldError, Label, Text } from 'react-aria-components'
import css from './field.module.css'

export interface FieldWords {
  readonly label: string
  /** What to write, or what follows from it. */
  readonly help?: ReactNode
  /** What is wrong, as a sentence. Give it together with `isInvalid`, or let the field do so. */
  readonly error?: string | undefined
  /** Beside the label: a length, a unit. */
  readonly aside?: ReactNode
}

/** The label above a field and what stands under it. */
export const FieldFrame = ({
  label,
  help,
  error,
  aside,
  children,
}: FieldWords & { readonly children: ReactNode }) => (
  <>
    <span className={css['head']}>
      <Label className={css['label'] ?? ''}>{label}</Label>
      {aside !== undefined && <span className="meta">{aside}</span>}
    </span>
    {children}
    {help !== undefined && (
      <Text slot="description" className={css['help'] ?? ''}>
        {help}
      </Text>
    )}
    <FieldError className={css['error'] ?? ''}>{error}</FieldError>
  </>
)

/** The class names of an input, and of a field that holds one. */
export const inputClass = css['input'] ?? ''
export const fieldClass = css['field'] ?? ''
