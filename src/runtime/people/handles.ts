import { createCipheriv, createDecipheriv, createHash, createHmac } from 'node:crypto'

/**
 * A text that stands for a person's user id or address where the name itself must not appear: in an address of the
 * console, and for readers who see people masked. Equal names of an organisation have equal handles.
 */
export interface Handles {
  of(orgId: number, name: string): string
  /** The name behind a handle; undefined if the text is no handle of this organisation. */
  open(orgId: number, text: string): string | undefined
}

const PREFIX = '~'
const IV_BYTES = 12
const TAG_BYTES = 16

/** AES-256-GCM. The nonce follows from the name, so that a name has one handle, and no nonce serves two names. */
export function createHandles(secretKey: string): Handles {
  const derived = (use: string) => createHash('sha256').update(`${use}\n${secretKey}`).digest()
  const key = derived('person handles')
  const nonceKey = derived('nonces of person handles')
  return {
    of(orgId, name) {
      const iv = createHmac('sha256', nonceKey).update(`${orgId}\n${name}`).digest().subarray(0, IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(String(orgId)))
      const body = Buffer.concat([cipher.update(name, 'utf8'), cipher.final()])
      return PREFIX + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url')
    },
    open(orgId, text) {
      const bytes = Buffer.from(text.slice(PREFIX.length), 'base64url')
      if (!text.startsWith(PREFIX) || bytes.length <= IV_BYTES + TAG_BYTES) return undefined
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES))
        .setAAD(Buffer.from(String(orgId)))
        .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
      try {
        return (
          decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
        )
      } catch {
        return undefined
      }
    },
  }
}
