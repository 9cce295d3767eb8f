import { useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { FoundPeople } from '../../../../src/features/people/schema.ts'
import { call, path } from '../../api/call.ts'
import { toProblem } from '../../api/problem.ts'
import { announce } from '../../kit/announce.ts'
import { Button } from '../../kit/controls/button.tsx'
import { inputClass } from '../../kit/controls/field.tsx'
import { cx } from '../../kit/cx.ts'
import { Icon } from '../../kit/icon.tsx'
import css from './events.module.css'
import { mayBeAddress } from './filter.ts'

interface Props {
  readonly value: string | undefined
  readonly onChange: (q: string | undefined) => void
}

/** Finds a person, an id or a text. An address is exchanged for a reference first: it must not be in a URL. */
export function SearchField({ value, onChange }: Props) {
  const { org } = useParams({ from: '/o/$org' })
  const isPerson = value?.startsWith('~') ?? false
  const [text, setText] = useState(isPerson ? '' : (value ?? ''))
  const [trouble, setTrouble] = useState<string>()
  if (isPerson)
    return (
      <Button size="small" aria-label="Show everybody" onPress={() => onChange(undefined)}>
        One person <Icon name="close" size={12} />
      </Button>
    )
  const find = async () => {
    const q = text.trim()
    if (!mayBeAddress(q)) return onChange(q === '' ? undefined : q)
    const found = await call<FoundPeople>('POST', path`/orgs/${org}/people/search`, { body: { q } })
    const [person] = found.items
    if (person) return onChange(person.ref)
    setTrouble('Nobody by that address.')
    announce('Nobody by that address.')
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTrouble(undefined)
    find().catch((error: unknown) => setTrouble(toProblem(error).message))
  }
  return (
    <search className={css['search']}>
      <form onSubmit={submit}>
        <input
          className={cx(inputClass, css['text'])}
          type="search"
          aria-label="Person, id or text in payload"
          placeholder="Person, id or text in payload"
          value={text}
          onChange={event => {
            setText(event.target.value)
            if (event.target.value === '' && value !== undefined) onChange(undefined)
          }}
        />
      </form>
      {trouble !== undefined && <span className={css['trouble']}>{trouble}</span>}
    </search>
  )
}
