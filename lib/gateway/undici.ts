import type { buildConnector as Connector, errors as Errors, Pool as PoolType } from "undici";
// The package's entry loads fetch, WebSocket and caches, too: 12 MB that the front door has no use for.
// These files are undici's own; that they are where they are is held by the tests of the gateway.
import undiciConnect from "undici/lib/core/connect.js";
import undiciErrors from "undici/lib/core/errors.js";
import UndiciPool from "undici/lib/dispatcher/pool.js";

export const Pool = UndiciPool as typeof PoolType;
export type Pool = PoolType;
export const buildConnector = undiciConnect as typeof Connector;
export const errors = undiciErrors as typeof Errors;
