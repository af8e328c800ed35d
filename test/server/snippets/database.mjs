import pg from 'pg';

const database = new pg.Pool({ connectionString: process.env.DATABASE_URL });
database.on('error', (error) => console.error('PostgreSQL:', error.message));

export const authorizations = {
  async find(user) {
    const { rows } = await database.query('SELECT authorization_code FROM payscore_codes WHERE user_id = $1', [user]);
    return rows[0]?.authorization_code;
  },
  /** One statement, so that it is atomic: of two processes that save a code for one user, both get the first one's. */
  async save(user, code, replaces) {
    const { rows } = await database.query(
      `INSERT INTO payscore_codes AS kept VALUES ($1, $2)
       ON CONFLICT (user_id) DO UPDATE SET authorization_code =
         CASE WHEN kept.authorization_code = $3 THEN excluded.authorization_code ELSE kept.authorization_code END
       RETURNING authorization_code`,
      [user, code, replaces],
    );
    return rows[0].authorization_code;
  },
};

const STATES = { 'PAYSCORE.USER_OPEN_SERVICE': 'AVAILABLE', 'PAYSCORE.USER_CLOSE_SERVICE': 'UNAVAILABLE' };

/** Idempotent, and independent of the order of arrival: only a newer event replaces the stored state. */
export async function onEvent({ type, createdAt, resource }) {
  await database.query(
    `INSERT INTO payscore_states AS known VALUES ($1, $2, $3)
     ON CONFLICT (authorization_code) DO UPDATE SET state = excluded.state, changed_at = excluded.changed_at
     WHERE (known.changed_at, known.state) < (excluded.changed_at, excluded.state)`, // of one second, closing wins
    [resource.authorization_code, STATES[type], resource.openorclose_time ?? createdAt],
  );
}
