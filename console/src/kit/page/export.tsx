import { Button, buttonClass } from '../controls/button.tsx'
import { Menu, MenuLink, MenuTrigger } from '../overlays/menu.tsx'

export interface ExportFile {
  readonly label: string
  /** Its address within this origin, with the filters of the page. */
  readonly href: string
}

/** Downloads what the page shows: at once when there is one file, by a menu when there are several. */
export function Export({ files }: { readonly files: readonly ExportFile[] }) {
  const [only, ...others] = files
  if (only && others.length === 0)
    return (
      <a
        className={buttonClass({ kind: 'tool' })}
        href={only.href}
        aria-label={`Export ${only.label}`}
        download
      >
        Export
      </a>
    )
  return (
    <MenuTrigger>
      <Button kind="tool">Export</Button>
      <Menu>
        {files.map(({ label, href }) => (
          <MenuLink key={href} href={href} download>
            {label}
          </MenuLink>
        ))}
      </Menu>
    </MenuTrigger>
  )
}
