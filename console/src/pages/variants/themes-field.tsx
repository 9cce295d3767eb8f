import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { themesQuery } from '../../api/wording-queries.ts'
import { Button } from '../../kit/controls/button.tsx'
import { ComboBox } from '../../kit/controls/combo-box.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { ChipList } from './chip-list.tsx'

interface Props {
  readonly org: string
  readonly themes: readonly string[]
  readonly onChange: (themes: string[]) => void
  readonly isReadOnly: boolean
}

/** What a wording is like: what Parley learns about a theme helps wordings of other templates too. */
export const ThemesField = ({ org, themes, onChange, isReadOnly }: Props) => (
  <ChipList
    label="Themes"
    items={themes.map(theme => ({ id: theme, text: theme }))}
    none="None"
    help="What results are learned by, across wordings."
    onRemove={theme => onChange(themes.filter(each => each !== theme))}
    isReadOnly={isReadOnly}
  >
    <DialogTrigger>
      <Button kind="quiet" size="small">
        Add
      </Button>
      <Dialog title="Add a theme">
        {close => (
          <ThemeForm
            org={org}
            onAdd={theme => {
              onChange([...new Set([...themes, theme])])
              close()
            }}
          />
        )}
      </Dialog>
    </DialogTrigger>
  </ChipList>
)

function ThemeForm({ org, onAdd }: { readonly org: string; readonly onAdd: (theme: string) => void }) {
  const { data } = useQuery(themesQuery(org))
  const [theme, setTheme] = useState('')
  return (
    <form
      className="stack"
      onSubmit={event => {
        event.preventDefault()
        if (theme.trim() !== '') onAdd(theme.trim())
      }}
    >
      <ComboBox
        label="Theme"
        help="A word such as urgency, discount or personal. The same word in several wordings counts together."
        options={(data?.items ?? []).map(({ name, variants }) => ({
          value: name,
          label: name,
          help: variants === 1 ? 'in 1 wording' : `in ${variants} wordings`,
        }))}
        value={theme}
        onChange={chosen => setTheme(chosen ?? '')}
        isFree
      />
      <DialogActions>
        <Button type="submit" kind="primary" isDisabled={theme.trim() === ''}>
          Add
        </Button>
      </DialogActions>
    </form>
  )
}
