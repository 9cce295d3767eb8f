import type { Template } from '../../runtime/catalog/catalog.ts'
import type { GenerateInput } from './input.ts'

interface Asked {
  readonly template: Template
  readonly input: GenerateInput
  /** The id of the new decision. */
  readonly id: string
}

/** The keys by which a choice is drawn. */
export interface DrawKeys {
  /** The key of the split: the person, else the message, else this decision. Equal keys get the same arm. */
  readonly split: string
  /** The key of the row: the person if choices stick to people, else this decision. */
  readonly choice: string
  /** What is drawn at random as one: the person if the arm or the choice stays with people, else the message. */
  readonly unit: string
}

export function drawKeysOf({ template: { split, learning }, input, id }: Asked): DrawKeys {
  const person = input.userId ?? input.email
  const message = input.trackingId ?? id
  const isArmKept = split.method === 'internal_persistent'
  // A platform that makes the split may keep people in their arm.
  const isUnitPerson = split.method !== 'internal_random' || learning.isSticky
  return {
    split: (isArmKept ? person : null) ?? message,
    choice: (learning.isSticky ? person : null) ?? id,
    unit: (isUnitPerson ? person : null) ?? message,
  }
}
