import { startRecording } from './record.ts'

// A setup file of vitest: with RECORD_STATEMENTS, all tests of a run write down their statements.
const folder = process.env['RECORD_STATEMENTS'] ?? ''
// The files of a process share its modules.
const mark = globalThis as { isRecording?: boolean }
if (folder !== '' && !mark.isRecording) {
  mark.isRecording = true
  startRecording(folder)
}
