/**
 * The natural logarithm of the gamma function for x > 0: Lanczos' approximation with g = 7 and nine
 * terms (coefficients by Godfrey), accurate to about 15 digits.
 */
export function logGamma(x: number): number {
  // The series needs x >= 1/2. Smaller x use one step of gamma(x + 1) = x gamma(x).
  if (x < 0.5) return logGamma(x + 1) - Math.log(x)
  const series = TERMS.reduce((sum, term, at) => sum + term / (x + at), FIRST_TERM)
  const base = x + 6.5
  return (x - 0.5) * Math.log(base) - base + Math.log(Math.sqrt(2 * Math.PI) * series)
}

const FIRST_TERM = 0.9999999999998099
const TERMS = [
  676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
  -0.13857109526572012, 0.000009984369578019572, 1.5056327351493116e-7,
]
