import { useEffect, useState } from 'react'

/** Prints the page with all steps open and no key in it. */
export function usePrinting() {
  const [isOn, setOn] = useState(false)
  useEffect(() => {
    if (!isOn) return
    const end = () => setOn(false)
    addEventListener('afterprint', end)
    window.print()
    return () => removeEventListener('afterprint', end)
  }, [isOn])
  return { isOn, print: () => setOn(true) }
}
