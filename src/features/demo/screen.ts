import type { WriteStream } from 'node:tty'
import { clip, type Look } from './table.ts'

/** The display of the demo: redrawn in place on a terminal, otherwise written block after block. */
export interface Screen {
  readonly isTerminal: boolean
  look(): Look
  /** Replaces the previous lines. Without a terminal, only every few seconds, or if it `matters`. */
  show(lines: readonly string[], matters?: boolean): void
  /** Writes permanent lines below the display. */
  say(text: string): void
}

const BLOCK_EVERY_MS = 10_000
const WIDTH_ELSEWHERE = 120
// Some terminals report zero columns and rows.
const WIDTH_UNKNOWN = 80
const HEIGHT_UNKNOWN = 24

/** @param nowMs a monotonic clock, in milliseconds */
export function openScreen(stream: WriteStream, nowMs: () => number): Screen {
  const isTerminal = stream.isTTY === true
  const look = () => ({
    width: isTerminal ? stream.columns || WIDTH_UNKNOWN : WIDTH_ELSEWHERE,
    // Node reads NO_COLOR, FORCE_COLOR and TERM here.
    colour: isTerminal && stream.hasColors(),
  })
  let drawn = 0
  let blockAtMs: number | undefined

  function redraw(lines: readonly string[]): void {
    // A line that has scrolled out at the top cannot be redrawn.
    const visible = lines.slice(0, (stream.rows || HEIGHT_UNKNOWN) - 1)
    const up = drawn > 0 ? `\u001b[${drawn}A` : ''
    stream.write(`${up}\r\u001b[J${visible.join('\n')}\n`)
    drawn = visible.length
  }

  return {
    isTerminal,
    look,
    show(lines, matters = false) {
      if (isTerminal) return redraw(lines)
      // The first block waits a little too, because at the very beginning there is nothing to show.
      blockAtMs ??= nowMs() - BLOCK_EVERY_MS / 2
      if (!matters && nowMs() - blockAtMs < BLOCK_EVERY_MS) return undefined
      blockAtMs = nowMs()
      stream.write(`${lines.join('\n')}\n`)
    },
    say(text) {
      drawn = 0
      stream.write(`${text}\n`)
    },
  }
}

/** A progress bar of this many characters. @param done from 0 to 1 */
export function progressBar(done: number, width: number): string {
  const full = Math.round(Math.min(1, Math.max(0, done)) * width)
  return `${'█'.repeat(full)}${'░'.repeat(width - full)}`
}

/** Wraps text between words, so that no line is wider. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(clip(word, width))
  }
  return lines
}
