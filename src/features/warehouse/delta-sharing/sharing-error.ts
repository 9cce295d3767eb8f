import { SourceError } from '../source-error.ts'

/** Why a share cannot be read, as a sentence without any secret. */
export class SharingError extends SourceError {
  /** The status of the server's answer; null without one. */
  readonly status: number | null
  constructor(message: string, status: number | null = null) {
    super(message)
    this.status = status
  }
}
