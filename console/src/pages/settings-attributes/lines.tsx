import type { ApiProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { TextArea, TextField } from '../../kit/controls/text-field.tsx'
import { type Draft, type Line, newLine } from '../../words/rules.ts'
import css from './lines.module.css'

interface Props {
  readonly draft: Draft
  readonly onChange: (lines: readonly Line[]) => void
  readonly problem: ApiProblem | undefined
}

/** The values that a rule knows, and what becomes each. */
export function Lines({ draft: { type, lines }, onChange, problem }: Props) {
  const isText = type === 'string' || type === 'list'
  const set = (id: number, changed: Partial<Line>) =>
    onChange(lines.map(line => (line.id === id ? { ...line, ...changed } : line)))
  const list = isText ? 'options' : 'buckets'
  const wrong = (at: number) =>
    problem?.errors.find(({ field }) => field.startsWith(`/${list}/${at}/`) || field === `/${list}/${at}`)
      ?.message
  return (
    <fieldset className="stack">
      <legend className="visually-hidden">Values</legend>
      {lines.map((line, at) => (
        <div key={line.id} className={css['line']}>
          {isText ? (
            <TextArea
              label={`Written as (${at + 1})`}
              help={at === 0 ? 'One a line. /…/i is a regular expression' : undefined}
              rows={2}
              value={line.from}
              onChange={from => set(line.id, { from })}
              error={wrong(at)}
              isCode
            />
          ) : (
            <TextField
              label={type === 'numeric' ? `Up to (${at + 1})` : `Up to days ago (${at + 1})`}
              help={at === lines.length - 1 ? 'Empty: all above' : undefined}
              value={line.from}
              onChange={from => set(line.id, { from })}
              error={wrong(at)}
              inputMode="decimal"
            />
          )}
          <TextField
            label={`Becomes (${at + 1})`}
            value={line.value}
            onChange={value => set(line.id, { value })}
          />
          <Button
            kind="quiet"
            size="small"
            aria-label={`Remove line ${at + 1}`}
            isDisabled={lines.length === 1}
            onPress={() => onChange(lines.filter(({ id }) => id !== line.id))}
          >
            Remove
          </Button>
        </div>
      ))}
      <div>
        <Button size="small" onPress={() => onChange([...lines, newLine()])}>
          Add a value
        </Button>
      </div>
    </fieldset>
  )
}
