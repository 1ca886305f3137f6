import { formatCount } from "./number";

/** Fewer than so many make no rate: one request and then three is not "200 % more". */
const FEW = 20;
/** From here on a per cent figure says less than the two figures themselves. */
const BEYOND_PERCENT = 1_000;

/**
 * What a figure was over the same time before, in words rather than in arrows and colours:
 * "12 % more than the 4,310 before", "up from 1 before". Null stands for no figure at all.
 * @param say the figure with its unit
 */
export function changeWords(
  now: number | null,
  before: number | null,
  say: (n: number) => string,
): string {
  if (before === null) return "none in the time before";
  if (now === null) return `${say(before)} in the time before`;
  if (now === before) return "as in the time before";
  if (before === 0) return "none in the time before";
  const percent = Math.round((Math.abs(now - before) / before) * 100);
  if (percent === 0) return `about the ${say(before)} before`;
  if (before < FEW || percent >= BEYOND_PERCENT) {
    return `${now > before ? "up" : "down"} from ${say(before)} before`;
  }
  return `${formatCount(percent)} % ${now > before ? "more" : "less"} than the ${say(before)} before`;
}
