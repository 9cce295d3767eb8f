import { fail, type Result } from '../../lib/result.ts'
import { type CompiledCopy, type CopyFault, compileCopy } from './copy.ts'
import { findForeign } from './foreign.ts'

/**
 * Parses copy that somebody writes. Refuses more than `compileCopy` does: pieces of other template languages, which
 * the engine would ignore or print. Copy that is stored already is not checked again.
 */
export function checkCopy(source: string): Result<CompiledCopy, CopyFault> {
  const foreign = findForeign(source)
  return foreign === undefined ? compileCopy(source) : fail(foreign)
}
