import { Fragment, type ReactNode } from 'react'
import { Snippet } from '../kit/show/snippet.tsx'
import css from './json-text.module.css'

const KEY = /^(\s*)("(?:[^"\\]|\\.)*")(:)(.*)$/

/** A value as JSON, with its names in another colour. */
export function JsonText({ label, value }: { readonly label: string; readonly value: unknown }) {
  const text = JSON.stringify(value, null, 2)
  return (
    <Snippet label={label} text={text}>
      {highlight(text)}
    </Snippet>
  )
}

const highlight = (text: string): ReactNode =>
  text.split('\n').map((line, at) => {
    const [, indent, name, colon, rest] = KEY.exec(line) ?? []
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a text have no other name
      <Fragment key={at}>
        {at > 0 && '\n'}
        {name === undefined ? (
          line
        ) : (
          <>
            {indent}
            <span className={css['name']}>{name}</span>
            {colon}
            {rest}
          </>
        )}
      </Fragment>
    )
  })
