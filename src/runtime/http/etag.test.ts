import { expect, it } from 'vitest'
import { etagOf, requireMatch } from './etag.ts'

const tag = etagOf({ a: 1 })

it.each([
  ...[tag, '*', `"other", ${tag}`, undefined],
  ...[`W/${tag}`, tag.replace(/"$/, '-gzip"'), tag.replace(/"$/, ';br"'), tag.replaceAll('"', '')],
])('%s is the version, as a proxy may write it', ifMatch => {
  expect(() => requireMatch(ifMatch, tag)).not.toThrow()
})

it.each(['', '"other"', 'W/"other"', `${tag.slice(0, -2)}"`])('%s is another version', ifMatch => {
  expect(() => requireMatch(ifMatch, tag)).toThrow('since you read it')
})
