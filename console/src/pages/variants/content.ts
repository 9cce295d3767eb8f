import type { VariantView } from '../../../../src/features/templates/variant-schema.ts'

/** What an editor changes of a wording. */
export type Content = Pick<VariantView, 'name' | 'vars' | 'attrs' | 'themes'>

export const contentOf = ({ name, vars, attrs, themes }: VariantView): Content => ({
  name,
  vars,
  attrs,
  themes,
})

export const isSame = (a: Content, b: Content): boolean => changesOf(a, b).length === 0

/** The parts in which two contents differ. */
export const changesOf = (from: Content, to: Content): readonly (keyof Content)[] =>
  (['name', 'vars', 'attrs', 'themes'] as const).filter(part => textOf(from[part]) !== textOf(to[part]))

/** The order of the names in an object means nothing. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )

/** The changed parts only, as the API takes them. */
export const patchOf = (saved: Content, content: Content): Partial<Content> =>
  Object.fromEntries(changesOf(saved, content).map(part => [part, content[part]]))

/** What this browser keeps of a wording that is not saved. */
export interface KeptDraft {
  readonly content: Content
  /** The tag of the version that was changed. */
  readonly etag: string | null
  readonly at: string
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText = (value: unknown): value is string => typeof value === 'string'
const areTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText)

export const isKeptDraft = (value: unknown): value is KeptDraft =>
  isObject(value) &&
  isText(value['at']) &&
  (value['etag'] === null || isText(value['etag'])) &&
  isObject(value['content']) &&
  isText(value['content']['name']) &&
  isObject(value['content']['vars']) &&
  Object.values(value['content']['vars']).every(isText) &&
  isObject(value['content']['attrs']) &&
  Object.values(value['content']['attrs']).every(areTexts) &&
  areTexts(value['content']['themes'])
