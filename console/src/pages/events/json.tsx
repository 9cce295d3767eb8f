import { Fragment } from 'react'
import css from './json.module.css'

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/g

/** Text with the parts of JSON in colour. Other text stays as it is. */
export function Json({ text }: { readonly text: string }) {
  const parts = []
  let end = 0
  for (const match of text.matchAll(TOKEN)) {
    const [token, string, colon] = match
    parts.push(
      <Fragment key={match.index}>
        {text.slice(end, match.index)}
        {colon === undefined ? (
          <span className={string === undefined ? undefined : css['string']}>{token}</span>
        ) : (
          <>
            <span className={css['key']}>{string}</span>
            {colon}
          </>
        )}
      </Fragment>,
    )
    end = match.index + token.length
  }
  return (
    <>
      {parts}
      {text.slice(end)}
    </>
  )
}
