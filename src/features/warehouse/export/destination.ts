import { copyFile, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** A place for exported files. Names are relative, with slashes. */
export interface Destination {
  /** The address of a file, for a manifest. */
  addressOf(name: string): string
  /** The names of all files in a folder; none if there is no such folder. */
  list(folder: string): Promise<readonly string[]>
  /** Puts a file there: readers see all of it, or nothing. */
  put(name: string, path: string): Promise<void>
  putText(name: string, text: string): Promise<void>
  /** Files that do not exist are left out. */
  remove(names: readonly string[]): Promise<void>
}

/** A folder of this machine. */
export function folderDestination(root: string): Destination {
  const whole = (name: string) => join(root, name)
  const place = async (name: string, write: (path: string) => Promise<void>) => {
    const path = whole(name)
    const draft = join(dirname(path), `.${process.pid}.draft`)
    await mkdir(dirname(path), { recursive: true })
    await write(draft)
    await rename(draft, path)
  }
  return {
    addressOf: whole,
    list: async folder => {
      const entries = await readdir(whole(folder), { withFileTypes: true }).catch(orNone)
      return entries.filter(entry => entry.isFile()).map(({ name }) => `${folder}/${name}`)
    },
    put: (name, path) => place(name, draft => copyFile(path, draft)),
    putText: (name, text) => place(name, draft => writeFile(draft, text)),
    async remove(names) {
      for (const name of names) await rm(whole(name), { force: true })
    },
  }
}

function orNone(error: NodeJS.ErrnoException): [] {
  if (error.code === 'ENOENT') return []
  throw error
}
