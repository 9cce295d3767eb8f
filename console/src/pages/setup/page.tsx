import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { setupQuery } from '../../api/accounts.ts'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { Entry } from '../../kit/page/entry.tsx'
import { Banner } from '../../kit/show/banner.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { isOnThisMachine } from '../../words/accounts.ts'
import { Form } from './form.tsx'

/** The first person and the first organisation. */
export function Page() {
  const { token } = useSearch({ from: '/setup' })
  const setup = useQuery(setupQuery)
  return (
    <Entry
      title="Set up Parley"
      sub="You become the operator of this server, and admin of the first organisation."
    >
      <Loaded query={setup}>
        {({ needed, public_url, signs_in }) => {
          if (!needed)
            return (
              <Empty
                title="This server is set up already"
                action={
                  <LinkButton kind="primary" to="/sign-in">
                    Sign in
                  </LinkButton>
                }
              >
                Ask an admin to invite you, or sign in.
              </Empty>
            )
          if (!signs_in)
            return (
              <Banner tone="negative">
                Nobody can sign in at {public_url}: without https, others could read the session on its way.
                Set PUBLIC_URL to an https address, and restart the server.
              </Banner>
            )
          return (
            <>
              {isOnThisMachine(public_url) && (
                <Banner tone="warning">
                  Platforms cannot reach {public_url}. That blocks nothing now: set PUBLIC_URL before you
                  connect one.
                </Banner>
              )}
              {token === undefined ? (
                <Empty title="The link lacks its token">
                  Open the whole address that the server printed when it started. A restart prints a new one.
                </Empty>
              ) : (
                <Form token={token} />
              )}
            </>
          )
        }}
      </Loaded>
    </Entry>
  )
}
