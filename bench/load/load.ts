/** What is asked of a load generator: one request, sent again and again. */
export interface Load {
  url: string;
  connections: number;
  seconds: number;
  method?: "GET" | "POST";
  headers?: Record<string, string>;
  body?: string;
  /** A file of keys, one a line, that are sent as X-API-Key in turn. */
  keysFile?: string;
}

export interface LoadResult {
  requestsPerSecond: number;
  requests: number;
  /** Answers other than 2xx and 3xx. */
  refused: number;
  /** Requests that were not answered. */
  errors: number;
}

export interface LoadGenerator {
  /** For the report. */
  name: string;
  run(load: Load): Promise<LoadResult>;
}
