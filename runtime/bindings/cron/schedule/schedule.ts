// Reads cron expressions as Cloudflare does and finds the times they name. The
// grammar is that of https://github.com/cloudflare/saffron: five fields as in
// Quartz, so that weekday 1 is Sunday, ranges may wrap (22-2), and L, W and #
// pick days that move. Times are UTC.

type MonthDay =
  | { kind: "every" }
  | { kind: "some"; set: Set<number> }
  | { kind: "last"; before: number } // L, L-3
  | { kind: "lastWorkday"; before: number } // LW, L-3W
  | { kind: "nearest"; day: number }; // 15W

// Days of the week count from 0 for Sunday here.
type Weekday =
  | { kind: "every" }
  | { kind: "some"; set: Set<number> }
  | { kind: "last"; day: number } // 6L: the last Friday
  | { kind: "nth"; day: number; nth: number }; // 2#1: the first Monday

export interface Schedule {
  readonly minutes: Set<number>;
  readonly hours: Set<number>;
  readonly months: Set<number>;
  readonly monthDay: MonthDay;
  readonly weekday: Weekday;
}

/** A mistake in an expression; at is its position, from 0. */
export class ScheduleError extends Error {
  readonly at: number;

  constructor(at: number, message: string) {
    super(`${message} (at character ${at + 1})`);
    this.at = at;
  }
}

interface Field {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly words: readonly string[];
}

function field(name: string, min: number, max: number, words = ""): Field {
  return { name, min, max, words: words === "" ? [] : words.split(" ") };
}

const minuteField = field("minute", 0, 59);
const hourField = field("hour", 0, 23);
const dayField = field("day of the month", 1, 31);
const monthField = field(
  "month",
  1,
  12,
  "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC",
);
const weekdayField = field("weekday", 1, 7, "SUN MON TUE WED THU FRI SAT");

export function parseSchedule(expression: string): Schedule {
  return new Parser(expression).parse();
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): Schedule {
    const minutes = this.#set(minuteField);
    this.#space();
    const hours = this.#set(hourField);
    this.#space();
    const monthDay = this.#monthDay();
    this.#space();
    const months = this.#set(monthField);
    this.#space();
    const weekday = this.#weekday();
    if (this.#at < this.#text.length)
      this.#fail(
        `unexpected ${quoted(this.#text.slice(this.#at))} behind the weekday`,
      );
    return { minutes, hours, months, monthDay, weekday };
  }

  #fail(message: string): never {
    throw new ScheduleError(this.#at, message);
  }

  /** Consumes one character when it is c. */
  #take(c: string): boolean {
    if (this.#text[this.#at] !== c) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    const start = this.#at;
    while (this.#take(" ") || this.#take("\t"));
    if (this.#at > start) return;
    const next = this.#text[this.#at];
    this.#fail(
      next === undefined
        ? "the expression ends early: it has five fields, minute hour day month weekday"
        : `unexpected ${quoted(next)}`,
    );
  }

  #set(f: Field): Set<number> {
    return this.#star() ? range(f, f.min, f.max, 1) : this.#list(f);
  }

  /** Consumes a * that stands alone; * before a step is left to list. */
  #star(): boolean {
    return !this.#text.startsWith("*/", this.#at) && this.#take("*");
  }

  #list(f: Field): Set<number> {
    const from = this.#take("*") ? f.min : this.#value(f);
    return this.#tail(f, from);
  }

  /** Reads the rest of a list whose first value was read. */
  #tail(f: Field, first: number): Set<number> {
    const out = this.#rest(f, first);
    while (this.#take(",")) {
      const from = this.#take("*") ? f.min : this.#value(f);
      for (const value of this.#rest(f, from)) out.add(value);
    }
    return out;
  }

  /** Reads what may follow the first value of an item: /s, -b or -b/s. */
  #rest(f: Field, from: number): Set<number> {
    if (this.#take("/")) return range(f, from, f.max, this.#step(f));
    if (!this.#take("-")) return range(f, from, from, 1);
    const to = this.#value(f);
    return range(f, from, to, this.#take("/") ? this.#step(f) : 1);
  }

  #value(f: Field): number {
    const rest = this.#text.slice(this.#at, this.#at + 3).toUpperCase();
    const word = f.words.indexOf(rest);
    if (word < 0) return this.#number(f.name, f.min, f.max);
    this.#at += 3;
    return f.min + word;
  }

  #step(f: Field): number {
    return this.#number("step", 1, f.max - f.min);
  }

  #number(what: string, least: number, most: number): number {
    const digits = /^[0-9]*/.exec(this.#text.slice(this.#at))?.[0] ?? "";
    const next = this.#text[this.#at];
    if (digits === "")
      this.#fail(
        `expected a ${what}, found ${next === undefined ? "the end" : quoted(next)}`,
      );
    const value = Number(digits);
    if (value < least || value > most)
      this.#fail(`${what} ${digits} is not within ${least} to ${most}`);
    this.#at += digits.length;
    return value;
  }

  // L and W stand alone: no list may hold them.
  #monthDay(): MonthDay {
    if (this.#star()) return { kind: "every" };
    if (this.#take("L")) {
      const before = this.#take("-") ? this.#number("offset", 1, 30) : 0;
      return { kind: this.#take("W") ? "lastWorkday" : "last", before };
    }
    if (this.#text[this.#at] === "*")
      return { kind: "some", set: this.#list(dayField) };
    const day = this.#value(dayField);
    if (this.#take("W")) return { kind: "nearest", day };
    return { kind: "some", set: this.#tail(dayField, day) };
  }

  #weekday(): Weekday {
    const some = (set: Set<number>): Weekday => ({
      kind: "some",
      set: new Set([...set].map((day) => day - 1)),
    });
    if (this.#star()) return { kind: "every" };
    if (this.#take("L")) return some(new Set([7])); // by itself the last day of the week
    if (this.#text[this.#at] === "*") return some(this.#list(weekdayField));
    const day = this.#value(weekdayField);
    if (this.#take("L")) return { kind: "last", day: day - 1 };
    if (this.#take("#"))
      return {
        kind: "nth",
        day: day - 1,
        nth: this.#number("occurrence", 1, 5),
      };
    return some(this.#tail(weekdayField, day));
  }
}

function quoted(text: string): string {
  return JSON.stringify(text);
}

/** from, from+step, … to, going round at the end of the field when to is smaller. */
function range(f: Field, from: number, to: number, step: number): Set<number> {
  const size = f.max - f.min + 1;
  const length = to < from ? to - from + size : to - from;
  const out = new Set<number>();
  for (let i = 0; i <= length; i += step)
    out.add(f.min + ((from - f.min + i) % size));
  return out;
}

// The Gregorian calendar, weekdays included, repeats after 400 years.
const cycle = 400 * 12;

/** The first minute after a time that the schedule names; null when there is none ever. */
export function nextAfter(schedule: Schedule, time: Date): Date | null {
  const from = new Date((Math.floor(time.getTime() / 60_000) + 1) * 60_000);
  let year = from.getUTCFullYear();
  let month = from.getUTCMonth() + 1;
  let first = from.getUTCDate();
  let minuteOfDay = from.getUTCHours() * 60 + from.getUTCMinutes();
  for (let i = 0; i <= cycle; i++) {
    if (schedule.months.has(month)) {
      for (const day of daysOf(schedule, year, month)) {
        if (day < first) continue;
        const found = timeFrom(schedule, day === first ? minuteOfDay : 0);
        if (found !== null)
          return new Date(Date.UTC(year, month - 1, day, 0, found));
      }
    }
    first = 1;
    minuteOfDay = 0;
    if (++month > 12) {
      month = 1;
      year++;
    }
  }
  return null;
}

/** The first minute of a day that fires and is not before start. */
function timeFrom(schedule: Schedule, start: number): number | null {
  for (let hour = Math.floor(start / 60); hour < 24; hour++) {
    if (!schedule.hours.has(hour)) continue;
    for (let minute = 0; minute < 60; minute++)
      if (hour * 60 + minute >= start && schedule.minutes.has(minute))
        return hour * 60 + minute;
  }
  return null;
}

/** The days of a month that fire. When both fields restrict the day, either will do. */
function daysOf(schedule: Schedule, year: number, month: number): number[] {
  const { monthDay, weekday } = schedule;
  const count = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay();
  const all = Array.from({ length: count }, (_, i) => i + 1);
  const byDate = dateTest(monthDay, count, first);
  const byWeekday = weekdayTest(weekday, count, first);
  if (monthDay.kind === "every") return all.filter(byWeekday);
  if (weekday.kind === "every") return all.filter(byDate);
  return all.filter((day) => byDate(day) || byWeekday(day));
}

function dateTest(d: MonthDay, count: number, first: number) {
  switch (d.kind) {
    case "every":
      return () => true;
    case "some":
      return (day: number) => d.set.has(day);
    case "last":
      return (day: number) => day === count - d.before;
    case "lastWorkday":
    case "nearest": {
      const wanted = d.kind === "nearest" ? d.day : count - d.before;
      const workday = nearestWorkday(wanted, count, first);
      return (day: number) => day === workday;
    }
  }
}

/** The day from Monday to Friday nearest to day, in the same month; 0 for none. */
function nearestWorkday(day: number, count: number, first: number): number {
  if (day < 1 || day > count) return 0;
  switch ((first + day - 1) % 7) {
    case 6:
      return day === 1 ? 3 : day - 1;
    case 0:
      return day === count ? count - 2 : day + 1;
  }
  return day;
}

function weekdayTest(w: Weekday, count: number, first: number) {
  const weekdayOf = (day: number) => (first + day - 1) % 7;
  switch (w.kind) {
    case "every":
      return () => true;
    case "some":
      return (day: number) => w.set.has(weekdayOf(day));
    case "last":
      return (day: number) => weekdayOf(day) === w.day && day + 7 > count;
    case "nth":
      return (day: number) =>
        weekdayOf(day) === w.day && Math.ceil(day / 7) === w.nth;
  }
}
