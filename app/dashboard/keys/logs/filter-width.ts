/** Two fields a row on a phone; in a window with a side bar, all that come first in one. */
export const FILTER_WIDTH = "w-[calc(50%-6px)] sm:w-40 lg:w-auto lg:max-w-44 lg:min-w-32 lg:flex-1";
