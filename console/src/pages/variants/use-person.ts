import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { SampledFields } from '../../../../src/features/call-samples/schema.ts'
import { fieldsQuery } from '../../api/wording-queries.ts'
import type { Place } from './queries.ts'

/** Whom a preview is for. */
export interface Person {
  readonly fields: Readonly<Record<string, unknown>>
  readonly attrs: Readonly<Record<string, unknown>>
}

export interface ChosenPerson {
  readonly person: Person
  readonly people: SampledFields['people']
  /** The id of a sampled person, `own` for pasted fields, or `nobody`. */
  readonly chosen: string
  readonly choose: (id: string) => void
  /** Pasted fields stay on this page: the address never holds data of people. */
  readonly paste: (person: Person) => void
  readonly sampled: SampledFields | undefined
}

const NOBODY: Person = { fields: {}, attrs: {} }
export const OWN = 'own'
export const NOBODY_ID = 'nobody'

/** The person of the preview: one of recent calls by the address (`?as=`), or pasted. */
export function usePerson(place: Place): ChosenPerson {
  const navigate = useNavigate({ from: '/o/$org/templates/$tpl/variants' })
  const { as } = useSearch({ from: '/o/$org/templates/$tpl/variants' })
  const [own, setOwn] = useState<Person>()
  const [isOwn, setIsOwn] = useState(false)
  const { data: sampled } = useQuery(fieldsQuery(place.org, place.template))
  const people = sampled?.people ?? []
  const found = as === NOBODY_ID ? undefined : (people.find(({ id }) => id === as) ?? people[0])
  const isPasted = isOwn && own !== undefined
  return {
    person: isPasted ? own : (found ?? NOBODY),
    people,
    chosen: isPasted ? OWN : (found?.id ?? NOBODY_ID),
    choose(id) {
      setIsOwn(id === OWN)
      if (id !== OWN) void navigate({ search: before => ({ ...before, as: id }), replace: true })
    },
    paste(person) {
      setOwn(person)
      setIsOwn(true)
    },
    sampled,
  }
}
