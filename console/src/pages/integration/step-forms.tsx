import type { Static } from 'typebox'
import type { PlatformView } from '../../../../src/features/connections/schema.ts'
import type { TemplateDetail } from '../../../../src/features/templates/schema.ts'
import { PlatformSettingsForm } from '../../shell/platforms/settings-form.tsx'
import { IdsForm } from './ids-form.tsx'
import type { StepView } from './step-view.ts'

interface Props {
  readonly step: StepView
  readonly template: Static<typeof TemplateDetail>
  readonly platform: PlatformView
}

/** What is entered in Parley in a step: settings of the platform, or ids of the template. */
export const StepForms = ({ step, template, platform }: Props) => (
  <>
    {step.settings.length > 0 && <PlatformSettingsForm platform={platform} keys={step.settings} />}
    {step.integration.length > 0 && (
      <IdsForm
        template={template}
        platform={platform}
        fields={platform.integration.filter(({ key }) => step.integration.includes(key))}
      />
    )}
  </>
)
