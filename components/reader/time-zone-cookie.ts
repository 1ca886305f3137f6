/** In which the browser tells its time zone: the server cuts days by it. */
export const TIME_ZONE_COOKIE = "latchkey-time-zone";
