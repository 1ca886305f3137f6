import type postgres from "postgres";
import { QUOTA_NAMES, quotaCode } from "@/lib/quota-windows";

/** Rows that are in memory at once. */
const ROWS_AT_ONCE = 1_000;

const QUOTAS = QUOTA_NAMES.map((name) => `'${name}', ${quotaCode(name)}`).join(", ");

export type ExportedRow = Record<string, unknown>;

/**
 * All that is kept of an account but secrets and their hashes, in pages: the account, its people with their sign-ins,
 * its keys, its portal sessions, its trail, its sums by key and day, and at last its log, the oldest row first. Each row
 * has a `type`, and moments in ISO 8601.
 */
export async function* selectAll(
  sql: postgres.Sql,
  accountId: string,
): AsyncGenerator<ExportedRow[]> {
  const iso = (column: string) =>
    sql`to_char(${sql(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
  const people = sql`select user_id from memberships where account_id = ${accountId}`;
  const parts = [
    sql`select jsonb_build_object('type', 'account', 'id', id, 'name', name, 'plan', plan,
          'externalId', external_id, 'suspendedAt', ${iso("suspended_at")},
          'asksForProof', asks_for_proof, 'createdAt', ${iso("created_at")}) as row
        from accounts where id = ${accountId}`,
    sql`select jsonb_build_object('type', 'member', 'id', u.id, 'name', u.name, 'email', u.email,
          'role', m.role, 'hasPassword', u.password_hash is not null,
          'emailVerifiedAt', ${iso("u.email_verified_at")}, 'twoFactorSince', ${iso("u.totp_since")},
          'operatorSince', ${iso("u.operator_since")}, 'createdAt', ${iso("u.created_at")},
          'providers', (select coalesce(jsonb_agg(jsonb_build_object('provider', i.provider,
            'id', i.provider_account_id) order by i.provider), '[]')
            from oauth_identities i where i.user_id = u.id)) as row
        from memberships m join users u on u.id = m.user_id
        where m.account_id = ${accountId} order by u.created_at, u.id`,
    sql`select jsonb_build_object('type', 'session', 'userId', user_id, 'ip', ip,
          'userAgent', user_agent, 'createdAt', ${iso("created_at")},
          'lastSeenAt', ${iso("last_seen_at")}) as row
        from sessions where user_id in (${people}) order by created_at, id`,
    sql`select jsonb_build_object('type', 'key', 'id', id, 'alias', alias, 'category', category,
          'active', active, 'prefix', prefix, 'lastFour', last_four, 'imported', imported,
          'expiresAt', ${iso("expires_at")}, 'deactivateAt', ${iso("deactivate_at")},
          'quotas', jsonb_build_object(${sql.unsafe(QUOTAS)}),
          'replacesId', replaces_id, 'createdBy', created_by, 'createdAt', ${iso("created_at")},
          'updatedAt', ${iso("updated_at")}) as row
        from api_keys where account_id = ${accountId} order by id`,
    sql`select jsonb_build_object('type', 'portalSession', 'id', id, 'returnUrl', return_url,
          'createdAt', ${iso("created_at")}, 'openedAt', ${iso("opened_at")},
          'endsAt', ${iso("ends_at")}) as row
        from portal_sessions where account_id = ${accountId} order by id`,
    sql`select jsonb_build_object('type', 'event', 'id', id, 'at', ${iso("at")}, 'actor', actor,
          'actorId', actor_id, 'tokenId', token_id, 'ip', ip, 'action', action,
          'targetId', target_id, 'before', before, 'after', after) as row
        from audit_events where account_id = ${accountId} order by at, id`,
    sql`select jsonb_build_object('type', 'day', 'keyId', d.key_id, 'day', d.day,
          'requests', d.requests, 'credits', d.credits) as row
        from key_days d join api_keys k on k.id = d.key_id
        where k.account_id = ${accountId} order by d.day, d.key_id`,
    sql`select jsonb_build_object('type', 'request', 'requestId', id, 'at', ${iso("at")},
          'keyId', key_id, 'method', method, 'path', path, 'status', status, 'code', code,
          'durationMs', duration_ms, 'ip', host(ip), 'credits', credits, 'counted', counted,
          'userAgent', user_agent) as row
        from request_logs where account_id = ${accountId} order by at, id`,
  ];
  for (const part of parts) {
    for await (const rows of part.cursor(ROWS_AT_ONCE)) {
      yield rows.map(({ row }) => row as ExportedRow);
    }
  }
}
