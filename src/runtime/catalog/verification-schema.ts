import { Type } from 'typebox'
import { OUTCOMES } from '../../core/platforms/verification.ts'

/** The result of a verification, of a platform or of a transport. */
export const VerificationView = Type.Object(
  {
    outcome: Type.Enum([...OUTCOMES], {
      description:
        'works: asked, and everything that is set works. refused: asked, and refused or not answered. not-asked: there was nothing to ask with, or nobody to ask. incomplete: something is missing without which nothing can work.',
    }),
    message: Type.String({ description: 'The outcome in a sentence.' }),
    ok: Type.Boolean({ description: 'Whether the outcome is `works`.' }),
    checked_at: Type.String({ format: 'date-time', description: 'Time of the test.' }),
    findings: Type.Array(
      Type.Object({
        check: Type.String({ description: 'Name of the check.' }),
        status: Type.Enum(['works', 'fails', 'not-configured', 'not-asked']),
        message: Type.String(),
        fix: Type.Union([Type.String({ description: 'How to mend it.' }), Type.Null()]),
      }),
    ),
  },
  {
    title: 'Verification',
    examples: [
      {
        outcome: 'works',
        message: 'Parley asked Customer.io, and everything that is set works.',
        ok: true,
        checked_at: '2026-03-02T09:30:00.000Z',
        findings: [
          { check: 'App API key', status: 'works', message: 'Customer.io accepted the key.', fix: null },
        ],
      },
    ],
  },
)
