import {
  NumberField as AriaNumberField,
  Button,
  Group,
  Input,
  type NumberFieldProps,
} from 'react-aria-components'
import { Icon } from '../icon.tsx'
import css from './field.module.css'
import { FieldFrame, type FieldWords, fieldClass } from './field.tsx'

interface Props
  extends FieldWords,
    Omit<NumberFieldProps, 'className' | 'style' | 'children' | 'isInvalid'> {}

// Thin spaces group digits elsewhere; in a field they would be in the way.
const UNGROUPED = { useGrouping: false } as const

/** A number, with its bounds. `onChange` gets NaN when the field is empty. */
export const NumberField = ({ label, help, error, aside, ...props }: Props) => (
  <AriaNumberField
    formatOptions={UNGROUPED}
    {...props}
    className={fieldClass}
    isInvalid={error !== undefined}
    validationBehavior="aria"
  >
    <FieldFrame label={label} help={help} error={error} aside={aside}>
      <Group className={css['group'] ?? ''}>
        <Input className={css['bare'] ?? ''} />
        <Button slot="decrement" className={css['step'] ?? ''}>
          <Icon name="down" size={14} />
        </Button>
        <Button slot="increment" className={css['step'] ?? ''}>
          <Icon name="up" size={14} />
        </Button>
      </Group>
    </FieldFrame>
  </AriaNumberField>
)
