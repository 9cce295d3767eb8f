/** Why a share cannot be read, as a sentence without any secret. */
export class SharingError extends Error {
  /** The status of the server's answer; null without one. */
  readonly status: number | null
  constructor(message: string, status: number | null = null) {
    super(message)
    this.status = status
  }
}
