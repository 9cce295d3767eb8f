import { type ReactNode, useEffect, useRef, useState } from 'react'

/** Its children appear, and load, when the place comes near the window. @param height in pixels, kept free for them */
export function Lazy({ height, children }: { readonly height: number; readonly children: () => ReactNode }) {
  const ref = useRef<HTMLDivElement>(null)
  const [isNear, setNear] = useState(false)
  useEffect(() => {
    const element = ref.current
    if (element === null || isNear) return
    const observer = new IntersectionObserver(
      entries => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setNear(true)
      },
      { rootMargin: '200px' },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [isNear])
  return (
    <div ref={ref} style={isNear ? {} : { minHeight: height }}>
      {isNear && children()}
    </div>
  )
}
