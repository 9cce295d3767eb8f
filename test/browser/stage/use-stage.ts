import { afterAll, beforeAll } from 'vitest'
import { openStage, type Stage } from './stage.ts'

/** The stage of a test file: it opens before the tests, and closes after them. */
export function useStage(): Stage {
  let opened: Stage | undefined
  const stage = (): Stage => {
    if (!opened) throw new Error('the stage opens in beforeAll')
    return opened
  }
  beforeAll(async () => {
    opened = await openStage()
  })
  afterAll(() => stage().close())
  return {
    get url() {
      return stage().url
    },
    get browser() {
      return stage().browser
    },
    get cookies() {
      return stage().cookies
    },
    close: () => stage().close(),
  }
}
