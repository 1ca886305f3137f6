import { QUOTA_WINDOWS, type RollingName } from "@/lib/quota-windows";

/** As a literal of SQL. In hours: a day of PostgreSQL's has 23 or 25 of them where clocks are changed. */
export const hoursAsInterval = (hours: number) => `interval '${hours} hours'`;

/** The length of a window, as a literal of SQL. */
export const intervalOf = (name: RollingName) => hoursAsInterval(QUOTA_WINDOWS[name].hours);
