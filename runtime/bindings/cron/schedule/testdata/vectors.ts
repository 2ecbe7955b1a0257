// Checks schedule.ts against vectors.json and prints what differs.
import { readFileSync } from "node:fs";
import { nextAfter, parseSchedule, ScheduleError } from "./schedule.ts";

interface Vectors {
  matches: { expression: string; fires: string[]; rests?: string[] }[];
  series: { expression: string; after: string; next: string[] }[];
  invalid: { expression: string; at: number; message: string }[];
}

const vectors = JSON.parse(readFileSync("vectors.json", "utf8")) as Vectors;
let checks = 0;

function check(ok: boolean, text: string): void {
  checks++;
  if (!ok) console.log(text);
}

const time = (text: string) => new Date(`${text.replace(" ", "T")}:00Z`);

for (const { expression, fires, rests = [] } of vectors.matches) {
  const schedule = parseSchedule(expression);
  const at = (text: string) =>
    nextAfter(schedule, new Date(time(text).getTime() - 1000))?.getTime() ===
    time(text).getTime();
  for (const text of fires)
    check(at(text), `${expression} does not fire at ${text}`);
  for (const text of rests) check(!at(text), `${expression} fires at ${text}`);
}

for (const { expression, after, next } of vectors.series) {
  const schedule = parseSchedule(expression);
  let now = time(after);
  for (const want of next) {
    const got = nextAfter(schedule, now);
    check(
      got?.getTime() === time(want).getTime(),
      `${expression} fires at ${got?.toISOString()}, want ${want}`,
    );
    now = time(want);
  }
  if (next.length === 0)
    check(nextAfter(schedule, now) === null, `${expression} fires, want never`);
}

for (const { expression, at, message } of vectors.invalid) {
  try {
    parseSchedule(expression);
    check(false, `"${expression}" is no mistake`);
  } catch (error) {
    const said = error instanceof ScheduleError ? error : undefined;
    check(
      said?.at === at && said.message === `${message} (at character ${at + 1})`,
      `"${expression}": ${String(error)}, want at ${at}: ${message}`,
    );
  }
}

console.log(`${checks} checks`);
