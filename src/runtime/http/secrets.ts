import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Encrypts text, so that a copy of the database does not reveal it. */
export interface Vault {
  seal(secret: string): string
  /** @throws if the text was sealed with another key, or changed */
  open(sealed: string): string
}

const IV_BYTES = 12
const TAG_BYTES = 16
const PREFIX = 'sealed:v1:'

export const isSealed = (text: string): boolean => text.startsWith(PREFIX)

/** AES-256-GCM under the SHA-256 of the given key. */
export function createVault(secretKey: string): Vault {
  const key = createHash('sha256').update(secretKey).digest()
  return {
    seal(secret) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
      return PREFIX + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')
    },
    open(sealed) {
      const bytes = Buffer.from(sealed.slice(PREFIX.length), 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES))
      decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
      return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
    },
  }
}

/** The configured key, else the key in the data folder. That file is made on first use; only its owner can read it. */
export function secretKeyFrom(configured: string, dataDir: string): string {
  if (configured !== '') return configured
  const path = join(dataDir, 'secret.key')
  if (!existsSync(path)) {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(path, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx' })
  }
  return readFileSync(path, 'utf8').trim()
}
