import type { Destination } from '../destination.ts'

/** The destination as long as this process holds the lease: a later holder's files must not be removed. */
export const fenced = (destination: Destination, goOn: () => void): Destination => ({
  ...destination,
  async put(...given) {
    goOn()
    await destination.put(...given)
  },
  async putText(...given) {
    goOn()
    await destination.putText(...given)
  },
  async remove(...given) {
    goOn()
    await destination.remove(...given)
  },
})
