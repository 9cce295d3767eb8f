import { useState } from 'react'
import { keep, readKept } from '../../kit/kept.ts'
import type { Answered, Question } from './queries.ts'

/** A call of before, as this browser keeps it. */
export interface Past {
  readonly at: string
  readonly question: Question
  /** Id of the wording that was given. */
  readonly copy: string | null
  readonly isReal: boolean
}

const MAX = 10

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isPast = (value: unknown): value is Past =>
  isObject(value) &&
  typeof value['at'] === 'string' &&
  typeof value['isReal'] === 'boolean' &&
  isObject(value['question']) &&
  typeof value['question']['template_id'] === 'string' &&
  isObject(value['question']['fields']) &&
  isObject(value['question']['attrs'])

const areAllPast = (value: unknown): value is Past[] => Array.isArray(value) && value.every(isPast)

/** The last ten calls of this browser. */
export function usePast(org: string) {
  const name = `parley.playground.${org}`
  const [past, setPast] = useState<readonly Past[]>(() => readKept(name, areAllPast) ?? [])
  const change = (next: readonly Past[]) => {
    setPast(next)
    keep(name, next.length > 0 ? next : undefined)
  }
  return {
    past,
    remember({ question, answer }: Answered, isReal: boolean) {
      const fresh = { at: new Date().toISOString(), question, copy: answer.copy.id, isReal }
      const text = JSON.stringify(question)
      const others = past.filter(each => each.isReal || JSON.stringify(each.question) !== text)
      change([fresh, ...others].slice(0, MAX))
    },
    forget: () => change([]),
  }
}
