import { useEffect, useState } from 'react'

const SETTLED_MS = 500

/** The value as soon as it has not changed for half a second: nobody is typing any more. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLED_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
