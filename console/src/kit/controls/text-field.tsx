import {
  TextArea as AriaTextArea,
  TextField as AriaTextField,
  Input,
  type TextFieldProps,
} from 'react-aria-components'
import { cx } from '../cx.ts'
import css from './field.module.css'
import { FieldFrame, type FieldWords, fieldClass } from './field.tsx'

interface Props extends FieldWords, Omit<TextFieldProps, 'className' | 'style' | 'children' | 'isInvalid'> {
  readonly placeholder?: string
  /** For ids, addresses and code. */
  readonly isCode?: boolean
}

/** One line of text. `onChange` gets the text. */
export const TextField = ({ label, help, error, aside, placeholder, isCode = false, ...props }: Props) => (
  <AriaTextField
    {...props}
    className={fieldClass}
    isInvalid={error !== undefined}
    // What the server refused before must not stop the next attempt.
    validationBehavior="aria"
  >
    <FieldFrame label={label} help={help} error={error} aside={aside}>
      <Input
        className={cx(css['input'], isCode && css['mono'])}
        {...(placeholder !== undefined && { placeholder })}
      />
    </FieldFrame>
  </AriaTextField>
)

/** Several lines of text. */
export const TextArea = ({
  label,
  help,
  error,
  aside,
  placeholder,
  isCode = false,
  rows = 4,
  ...props
}: Props & { readonly rows?: number }) => (
  <AriaTextField
    {...props}
    className={fieldClass}
    isInvalid={error !== undefined}
    // What the server refused before must not stop the next attempt.
    validationBehavior="aria"
  >
    <FieldFrame label={label} help={help} error={error} aside={aside}>
      <AriaTextArea
        rows={rows}
        className={cx(css['input'], css['area'], isCode && css['mono'])}
        {...(placeholder !== undefined && { placeholder })}
      />
    </FieldFrame>
  </AriaTextField>
)
