import { useId, useRef } from 'react'
import { TextArea as AriaTextArea, TextField as AriaTextField, Label } from 'react-aria-components'
import type { Finding } from '../../../../src/features/templates/preview/preview-schema.ts'
import { copyParts, insertionOf } from '../../words/copy/liquid.ts'
import { Button } from '../controls/button.tsx'
import { cx } from '../cx.ts'
import { Menu, MenuItem, MenuTrigger } from '../overlays/menu.tsx'
import css from './copy-field.module.css'
import { Findings } from './findings.tsx'

interface Props {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  /** Beside the label: the length. */
  readonly aside?: string | undefined
  readonly findings?: readonly Finding[]
  /** Several lines, in letters of one width. */
  readonly isLong?: boolean
  readonly isReadOnly?: boolean
  /** Names that can be inserted where the caret is: what recent calls have sent. */
  readonly fields?: readonly string[]
}

/**
 * The text of one variable. A layer under the field paints the insertions and tags of Liquid; the field itself has the
 * caret and the selection.
 */
export function CopyField({
  label,
  value,
  onChange,
  aside,
  findings = [],
  isLong = false,
  isReadOnly = false,
  fields = [],
}: Props) {
  const id = useId()
  const change = (text: string) => onChange(isLong ? text : text.replaceAll(/\s*\n\s*/g, ' '))
  const area = useRef<HTMLTextAreaElement>(null)
  const insert = (name: string) => {
    const field = area.current
    const [from, to] = [field?.selectionStart ?? value.length, field?.selectionEnd ?? value.length]
    const inserted = insertionOf(name)
    change(value.slice(0, from) + inserted + value.slice(to))
    // After the menu has given the focus back to its button.
    setTimeout(() => {
      field?.focus()
      field?.setSelectionRange(from + inserted.length, from + inserted.length)
    })
  }
  return (
    <AriaTextField
      className={css['field'] ?? ''}
      value={value}
      onChange={change}
      isInvalid={findings.some(({ severity }) => severity === 'error')}
      isReadOnly={isReadOnly}
      {...(findings.length > 0 && { 'aria-describedby': id })}
    >
      <span className={css['head']}>
        <Label className={css['label'] ?? ''}>{label}</Label>
        {fields.length > 0 && !isReadOnly && (
          <MenuTrigger>
            <Button kind="quiet" size="small" aria-label={`Insert a field into ${label}`}>
              Insert a field
            </Button>
            <Menu>
              {fields.map(name => (
                <MenuItem key={name} onAction={() => insert(name)}>
                  {name}
                </MenuItem>
              ))}
            </Menu>
          </MenuTrigger>
        )}
        {aside !== undefined && <span className={cx('meta', css['aside'])}>{aside}</span>}
      </span>
      <span className={cx(css['frame'], isLong && css['long'])}>
        <span className={css['layer']} aria-hidden="true">
          {copyParts(value).map(({ kind, text, at }) => (
            <span key={at} className={css[kind]}>
              {text}
            </span>
          ))}
          {/* The layer gives the frame its height: a last line break needs something after it. */}
          {'\u200b'}
        </span>
        <AriaTextArea ref={area} className={css['input'] ?? ''} rows={1} spellCheck />
      </span>
      <Findings
        id={id}
        of={label}
        findings={findings}
        copy={value}
        onCorrect={change}
        isReadOnly={isReadOnly}
      />
    </AriaTextField>
  )
}
