import { chanceInWords, moneyInWords, numberInWords, percentInWords } from '../../words/numbers.ts'

/** A number: "42 060". */
export const Num = ({ value, digits = 0 }: { readonly value: number; readonly digits?: number }) => (
  <span className="num">{numberInWords(value, digits)}</span>
)

interface PercentProps {
  /** 0.12 is 12 %. */
  readonly value: number
  readonly digits?: number
  readonly isSigned?: boolean
}

export const Percent = ({ value, digits = 0, isSigned = false }: PercentProps) => (
  <span className="num">{percentInWords(value, digits, isSigned)}</span>
)

/** A chance, which is never 0 and never 100 %. */
export const Chance = ({ value }: { readonly value: number }) => (
  <span className="num">{chanceInWords(value)}</span>
)

interface MoneyProps {
  /** In units of the currency. */
  readonly value: number
  readonly currency: string
  readonly digits?: number
}

export const Money = ({ value, currency, digits = 2 }: MoneyProps) => (
  <span className="num">{moneyInWords(value, currency, digits)}</span>
)
