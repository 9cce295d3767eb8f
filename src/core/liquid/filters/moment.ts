import { strftime } from './strftime.ts'
import { UTC, type Zone } from './zones.ts'

/** A moment in a time zone: dates show what its clocks show. */
export class Moment {
  readonly ms: number
  readonly zone: Zone

  constructor(ms: number, zone: Zone) {
    this.ms = ms
    this.zone = zone
  }

  /** Milliseconds since 1970. */
  valueOf(): number {
    return this.ms
  }
  toJSON(): string {
    return strftime(this, '%Y-%m-%dT%H:%M:%S%:z')
  }
  /** As Ruby writes a time. */
  toString(): string {
    return strftime(this, `%Y-%m-%d %H:%M:%S ${this.zone === UTC ? 'UTC' : '%z'}`)
  }
}
